"""One cache of compiled SQL for all tests of a process, instead of one for each book.

SQLAlchemy keeps what it has compiled by engine and by dialect object. Every test opens books of
its own, and would compile the same statements again: a quarter of a second each time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}


def compile_once() -> None:
    """Shares the cache from now on, in this process. The dialects of one kind are all set up alike
    here, so what one has compiled holds for the others."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        vars_of: Any = dialect
        vars_of.__eq__ = lambda one, other: type(one) is type(other)
        vars_of.__hash__ = lambda one: hash(type(one))
    # Not by an event: an engine that has one looks for listeners at every statement.
    engine: Any = Engine
    engine._compiled_cache = property(lambda _: _COMPILED, lambda _, _own: None)
