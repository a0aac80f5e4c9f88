"""The condition `column IN (many values)`, with all values in one parameter.

A list of nine hundred parameters is a statement of its own each time: the driver takes it apart
again, and SQLite has a limit for it.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Sequence[str] | Sequence[int]


def among(column: InstrumentedAttribute[Any], values: Values) -> ColumnElement[bool]:
    """Of text or numbers."""
    return _in(column, bindparam(None, list(values), type_=_Many(_kind(column))))


def among_given(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """The same for values that come under this name each time the statement is run."""
    return _in(column, bindparam(name, type_=_Many(_kind(column))))


def _in(column: InstrumentedAttribute[Any], values: BindParameter[Any]) -> ColumnElement[bool]:
    # A comparison, not a function that is true: SQLite would be asked whether that equals 1, and
    # look through the whole table.
    return column.op("IN", is_comparison=True)(_Each(values))


def _kind(column: InstrumentedAttribute[Any]) -> type[BigInteger] | type[String]:
    return BigInteger if isinstance(column.type, BigInteger) else String


class _Many(TypeDecorator[Values]):
    """Many values in one parameter: an array, or JSON where there are none."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[BigInteger] | type[String]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(self.kind) if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Values | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return values if dialect.name == "postgresql" else json.dumps(values)


class _Each(FunctionElement[Any]):
    """The values of one parameter, as rows."""

    name = "each"
    inherit_cache = True


@compiles(_Each)
def _of_json(element: _Each, compiler: Any, **how: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **how)}))"  # noqa: S608 - our own


@compiles(_Each, "postgresql")
def _of_array(element: _Each, compiler: Any, **how: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **how)}))"
