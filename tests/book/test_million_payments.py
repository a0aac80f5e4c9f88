"""Every migration on a book of 1,000,000 payments, from the first release on: how long each takes.

Run alone: `.venv/bin/python -m pytest -m slow -s tests/book/test_million_payments.py`. It needs
10 GB of disk in the system's temporary folder.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from billing_core.database import Database, migrate, normalised
from billing_core.migrations.progress import MigrationStep
from tests.parts.old_books import LAST_OF_VERSION, carry, company_of_today, schema
from tests.parts.wheel import ROOT

PAYMENTS = int(os.environ.get("TEST_PAYMENTS", "1000000"))
# Five times what docs/operating.md says, on a machine that does a hundred other things.
MOST_SECONDS, MOST_MORE_MEGABYTES = 3_600, 400

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    book = tmp_path_factory.mktemp("large") / "billing.db"
    company_of_today(book, PAYMENTS)
    yield book
    book.unlink()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_migration_of_a_large_book_in_a_stated_time(
    kind: str,
    large: Path,
    tmp_path: Path,
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        took = upgraded(large, url)
        of_today = schema(request.getfixturevalue("sqlite_url"))
        assert schema(url) == of_today
        (tmp_path / "old.db").unlink()
    else:
        with fresh_postgresql() as url:
            of_today = schema(url)
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
                server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            took = upgraded(large, url)
            assert schema(url) == of_today
    slowest = ", ".join(f"{name} {each:.0f}" for name, each in took.items() if each >= 0.5)
    said = f"{PAYMENTS:,} payments on {kind} at {commit()}: {sum(took.values()):.0f} s ({slowest})"
    record_property("proof", f"upgrade of {said}")
    assert sum(took.values()) < MOST_SECONDS


def upgraded(large: Path, url: str) -> dict[str, float]:
    """How many seconds each migration took. The book is as a running desk left it."""
    carry(large, url, LAST_OF_VERSION["0.1.0"])
    Database(url).close()  # SQLite writes ahead from now on
    before = _megabytes()
    took: dict[str, float] = {}

    def told(step: MigrationStep) -> None:
        if step.seconds is not None:
            took[step.revision] = step.seconds

    began = time.monotonic()
    migrate(url, told=told)
    assert sum(took.values()) <= time.monotonic() - began
    assert _megabytes() - before < MOST_MORE_MEGABYTES
    assert _counted(url) == _counted(f"sqlite:///{large}")
    return took


def _counted(url: str) -> list[int | None]:
    """The payments, and the charges that bought something."""
    engine = create_engine(normalised(url))
    with engine.connect() as book:
        counts = [
            book.scalar(text("SELECT count(*) FROM payments")),
            book.scalar(text("SELECT count(*) FROM charges WHERE covers_from IS NOT NULL")),
        ]
    engine.dispose()
    return counts


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "no commit"
