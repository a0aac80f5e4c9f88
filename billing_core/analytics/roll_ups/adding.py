"""Two statements that need not know what is there: add to a sum, and put a row in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core.models.base import Base

Rows = Iterable[Mapping[str, Any]]


def add_to(session: Session, table: type[Base], rows: Rows) -> None:
    """Each row names its key and what is added to every other column of `table`."""
    added = list(rows)
    if added:
        session.execute(adding(_dialect(session), table), added)


def put_into(session: Session, table: type[Base], rows: Rows) -> None:
    """Each row is whole, and takes the place of the one with its key."""
    put = list(rows)
    if put:
        session.execute(_putting(_dialect(session), table), put)


@cache
def adding(dialect: str, table: type[Base]) -> Any:
    statement, columns = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(columns.primary_key),
        set_={
            column.name: column + statement.excluded[column.name]
            for column in columns.columns
            if not column.primary_key
        },
    )


@cache
def _putting(dialect: str, table: type[Base]) -> Any:
    statement, columns = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(columns.primary_key),
        set_={
            column.name: statement.excluded[column.name]
            for column in columns.columns
            if not column.primary_key
        },
    )


def _insert(dialect: str, table: type[Base]) -> tuple[Any, Table]:
    columns = cast(Table, table.__table__)
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    return insert(columns), columns


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
