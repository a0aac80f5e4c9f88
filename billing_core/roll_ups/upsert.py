"""Two upserts (INSERT … ON CONFLICT DO UPDATE): add to a sum, and put a row in its place."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Table, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core.models.base import Base

Rows = Iterable[Mapping[str, Any]]


def add_to(session: Session, table: type[Base], rows: Rows) -> None:
    """An upsert that adds: each row names its key and what is added to every other column."""
    added = list(rows)
    if added:
        session.execute(_adding(_dialect(session), table), added)


def put_into(session: Session, table: type[Base], rows: Rows) -> None:
    """An upsert that replaces: each row is whole, and takes the place of the one with its key."""
    put = list(rows)
    if put:
        session.execute(_putting(_dialect(session), table), put)


def added_to(session: Session, table: type[Base], rows: Rows) -> Iterable[Row[*tuple[Any, ...]]]:
    """As `add_to`; gives back each row as it now stands."""
    added = list(rows)
    if not added:
        return ()
    if _dialect(session) == "sqlite":
        return session.execute(_adding_told(table), added)
    columns = cast(Table, table.__table__)
    return session.execute(_adding_arrays(table, added).returning(*columns.c))


@cache
def _adding_told(table: type[Base]) -> Any:
    return _adding("sqlite", table).returning(*cast(Table, table.__table__).c)


def _adding_arrays(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> Any:
    """PostgreSQL takes a column as one array: a thousand rows are a dozen parameters, where its
    driver would take a thousand lists of values apart."""
    columns = cast(Table, table.__table__)
    arrays = [
        literal([row[column.name] for row in rows], ARRAY(column.type)) for column in columns.c
    ]
    names = [column.name for column in columns.c]
    given = func.unnest(*arrays).table_valued(*names).render_derived()
    statement = postgresql_insert(columns).from_select(names, select(*given.c))
    return _or_add(statement, columns)


@cache
def _adding(dialect: str, table: type[Base]) -> Any:
    return _or_add(*_insert(dialect, table))


def _or_add(statement: Any, columns: Table) -> Any:
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
