"""Reading past any number of rows with a few thousand of them in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

ROWS_AT_ONCE = 2_000

Ts = TypeVarTuple("Ts")


def streamed(session: Session, statement: Select[*Ts]) -> Iterator[Row[*Ts]]:
    """Whoever stops half-way, as one page of many does, leaves no cursor open behind."""
    with session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        yield from rows
