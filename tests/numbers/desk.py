"""The desk of the golden table: a story is written down and its numbers are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from billing_core.database import Database
from billing_core.numbers.catalogue import METRICS
from billing_core.numbers.churn import churned_members
from billing_core.numbers.mrr import MrrMovement, mrr_movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind
from tests.numbers.book import Book, seoul

END_OF_2025 = seoul("2026-01-01")


class Desk:
    """Writes the facts of one story and asks the numbers of a month."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def story(self) -> Iterator[Book]:
        with self.database.writing() as session:
            yield Book(session)

    def numbers(self, month: str, *codes: str, now: datetime = END_OF_2025) -> tuple[int, ...]:
        when = Month.parse(month)
        with self.database.reading() as session:
            return tuple(METRICS[code].values(session, [when], AsOf(now))[when] for code in codes)

    def churned(self, month: str) -> list[tuple[str, EndKind, datetime]]:
        with self.database.reading() as session:
            rows = churned_members(session, Month.parse(month), AsOf(END_OF_2025))
            return [(row.app_id, row.kind, row.paid_through) for row in rows]

    def mrr(self, month: str, now: datetime = END_OF_2025) -> MrrMovement:
        when = Month.parse(month)
        with self.database.reading() as session:
            return mrr_movements(session, [when], AsOf(now))[when]
