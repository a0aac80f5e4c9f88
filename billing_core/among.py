"""The condition `column IN (many values)`, with all values in one parameter.

A list of nine hundred parameters is a statement of its own each time: the driver takes it apart
again, and SQLite has a limit for it.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Sequence[str] | Sequence[int]


def among(column: InstrumentedAttribute[Any], values: Values) -> FunctionElement[bool]:
    """Of text or numbers."""
    return _Among(column, bindparam(None, list(values), type_=_Many(_kind(column))))


def among_given(column: InstrumentedAttribute[Any], name: str) -> FunctionElement[bool]:
    """The same for values that come under this name each time the statement is run."""
    return _Among(column, bindparam(name, type_=_Many(_kind(column))))


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


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True


@compiles(_Among)
def _in_json(element: _Among, compiler: Any, **how: Any) -> str:
    column, values = (compiler.process(one, **how) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 - both our own


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **how: Any) -> str:
    column, values = (compiler.process(one, **how) for one in element.clauses)
    return f"({column} = ANY ({values}))"
