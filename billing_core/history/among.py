"""One of many values, handed over as a single parameter.

A list of nine hundred parameters is a statement of its own each time: the driver takes it
apart again, and SQLite has a limit for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session


def among(
    session: Session, column: InstrumentedAttribute[Any], values: Sequence[str]
) -> ColumnElement[bool]:
    """The `column` of text is one of `values`."""
    if session.get_bind().dialect.name == "postgresql":
        given = func.unnest(literal(list(values), ARRAY(String))).column_valued()
        return column.in_(select(given))
    rows = func.json_each(json.dumps(values)).table_valued("value")
    return column.in_(select(rows.c.value))
