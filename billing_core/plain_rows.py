"""Rows of plain columns, asked by a page: of a session, or of a look that needs none.

A look (`Database.looking`) is a connection in one snapshot. It costs a third of what a session
does, and each question less; the few that want entities get a session over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Generic, TypeVar, TypeVarTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    literal_column,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Looking = Session | Connection

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_Query = Select[*tuple[Any, ...]]


class CompiledQuery(Generic[*Ts]):
    """A query for columns that is compiled once for each database, and from then on run by the
    driver alone: what SQLAlchemy does around a small question costs more than its answer.

    It has no list of unknown length (`expanding`), for which a text is written each time.
    """

    def __init__(self, query: Select[*Ts]) -> None:
        self._query = query
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[tuple[*Ts]]:
        """Raises DBAPIError, as SQLAlchemy does."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            query = _with_words(self._query, dialect)
            compiled = _Compiled(query.compile(dialect=dialect), query.selected_columns)
            self._compiled[dialect.name] = compiled
        with _run(connection, compiled, values) as cursor:
            return compiled.read(cursor.fetchall())


class CompiledWrite:
    """The same for a statement that changes rows, whose values all come as parameters; `columns`
    are those of an INSERT."""

    def __init__(self, statement: Insert | Update | Delete, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it has written. Raises DBAPIError, as SQLAlchemy does."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            text = self._statement.compile(dialect=dialect, column_keys=self._columns)
            compiled = self._compiled[dialect.name] = _Compiled(text)
        with _run(connection, compiled, values) as cursor:
            return int(cursor.rowcount)


@contextmanager
def _run(connection: Connection, compiled: _Compiled, values: Mapping[str, Any]) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    driver = connection.dialect.loaded_dbapi
    try:
        cursor.execute(compiled.text, compiled.parameters(values))
        yield cursor
    except driver.Error as error:
        raise DBAPIError.instance(
            compiled.text, None, error, driver.Error, hide_parameters=True
        ) from error
    finally:
        cursor.close()


class _Compiled:
    """The text of a statement for one database, and how its values are written and read there."""

    def __init__(self, compiled: Any, columns: Iterable[ColumnElement[Any]] = ()) -> None:
        dialect = compiled.dialect
        self.text = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup  # None: by name
        self._writing = {
            name: write
            for bind, name in compiled.bind_names.items()
            if (write := _as_kept(bind.type, dialect).bind_processor(dialect))
        }
        self._fixed = self._written(
            {
                name: bind.effective_value
                for bind, name in compiled.bind_names.items()
                if not bind.required
            }
        )
        self._reading = [
            (place, read)
            for place, column in enumerate(columns)
            if (read := _as_kept(column.type, dialect).result_processor(dialect, None))
        ]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = self._fixed | self._written(values)
        return given if self._order is None else [given[name] for name in self._order]

    def _written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        writing = self._writing
        return {
            name: writing[name](value) if name in writing else value
            for name, value in values.items()
        }

    def read(self, found: Sequence[Sequence[Any]]) -> Sequence[Any]:
        if not self._reading:
            return found
        rows = [list(row) for row in found]
        for row in rows:
            for place, read in self._reading:
                row[place] = read(row[place])
        return [tuple(row) for row in rows]


def _with_words(query: _Query, dialect: Dialect) -> _Query:
    """Our own words, and the empty one, stand in the text. SQLite plans a query anew each time when
    a value is given for what an index of some rows (a partial index) asks: a status or a kind."""

    def literal(element: Any, **_options: Any) -> ColumnElement[Any] | None:
        if not isinstance(element, BindParameter) or not _is_word(element.value):
            return None
        write = _as_kept(element.type, dialect).literal_processor(dialect)
        return literal_column(write(element.value), element.type) if write else None

    return cast(_Query, replacement_traverse(query, {}, literal))


def _is_word(value: object) -> bool:
    return isinstance(value, StrEnum) or value == ""


def _as_kept(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def plain_rows(asked: Looking, query: CompiledQuery[*Ts], **values: Any) -> Sequence[tuple[*Ts]]:
    """All rows of a query for columns, at a small part of what entities cost."""
    if isinstance(asked, Session):
        asked.flush()
        asked = asked.connection()
    return query.rows(asked, values)


class SeldomFound(Generic[T]):
    """A query for entities that mostly finds none, such as open questions: whether there is any is
    asked in plain columns, at a tenth of the cost."""

    def __init__(self, query: Select[T]) -> None:
        self._query = query
        one: _Query = query.with_only_columns(literal_column("1"), maintain_column_froms=True)
        self._any = CompiledQuery(one.order_by(None).limit(1))

    def any(self, asked: Looking, **values: Any) -> bool:
        return bool(plain_rows(asked, self._any, **values))

    def all(self, session: Session, **values: Any) -> Sequence[T]:
        there = self.any(session, **values)
        return session.scalars(self._query, values).all() if there else ()


@contextmanager
def entities(asked: Looking) -> Iterator[Session]:
    """A session in the same snapshot, for reading."""
    if isinstance(asked, Session):
        yield asked
        return
    if not asked.in_transaction():
        asked.begin()  # the look has; where SQLAlchemy does not know of it, the session ends it
    with Session(asked, expire_on_commit=False) as session:
        yield session
