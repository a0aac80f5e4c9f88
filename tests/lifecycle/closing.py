"""Closing January 2025, and asking what a closed month says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.closing.close_month import close_month
from billing_core.closing.closed_month import (
    closed_month,
    corrections,
    verify,
)
from billing_core.database import Database
from billing_core.models import MonthClose
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.corrections import MoneyCode
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import Month
from tests.numbers.book import seoul
from tests.parts.people import APPROVER

JANUARY, MARCH = Month(2025, 1), Month(2025, 3)
TEN_FEBRUARY = seoul("2025-02-10 09:00")


def close(database: Database, actor: Actor = APPROVER, now: datetime = TEN_FEBRUARY) -> MonthClose:
    with database.writing() as session:
        return close_month(session, JANUARY, actor=actor, as_of=AsOf(now))


def numbers(session: Session, month: Month, *codes: str) -> tuple[int, ...]:
    as_of = AsOf(seoul("2025-06-01"))
    return tuple(METRICS[code].values(session, [month], as_of)[month] for code in codes)


def assert_frozen_and_corrected_is_the_ledger(session: Session) -> None:
    january = closed_month(session, JANUARY)
    assert january is not None
    shown = Counter({str(code): january.numbers[code] for code in MoneyCode})
    for correction in corrections(session, JANUARY):
        shown[correction.code] += correction.change
    codes = [str(code) for code in MoneyCode]
    assert tuple(shown[code] for code in codes) == numbers(session, JANUARY, *codes)
    assert verify(session, JANUARY)
    assert check(session) == []
