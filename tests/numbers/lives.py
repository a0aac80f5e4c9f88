"""Any company's history: lives of members that hypothesis makes up, written into the book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.rules.calendar import Month
from billing_core.rules.decline import DeclineReason
from tests.numbers.book import Book, seoul

FIRST, LAST = Month(2024, 11), Month(2025, 10)
BEGINNING = seoul("2024-11-01 10:00")
NOW = seoul("2025-08-20 09:00")
PLANS = ((29_000, 1), (49_000, 1), (290_000, 12), (100_000, 7))


@dataclass(frozen=True)
class Renewal:
    """Refused so many times, paid so many days late, and that much of it refunded (of ten)."""

    refusals: tuple[DeclineReason, ...]
    days_late: int
    tenths_back: int
    new_price: int | None


@dataclass(frozen=True)
class Life:
    """`comes_back` so many days after the paid time ended, as a new subscription."""

    member_id: str
    day: int
    plan: tuple[int, int]
    renewals: tuple[Renewal, ...]
    ending: str
    comes_back: int | None


def _renewals() -> st.SearchStrategy[Renewal]:
    return st.builds(
        Renewal,
        refusals=st.lists(st.sampled_from(DeclineReason), max_size=2).map(tuple),
        days_late=st.sampled_from([0, 0, 1, 5, 8, 20]),
        tenths_back=st.sampled_from([0, 0, 0, 3, 10]),
        new_price=st.sampled_from([None, None, 39_000]),
    )


def lives(max_size: int = 5) -> st.SearchStrategy[list[Life]]:
    return st.lists(
        st.builds(
            Life,
            member_id=st.integers(0, 10**6).map("member-{}".format),
            day=st.integers(0, 200),
            plan=st.sampled_from(PLANS),
            renewals=st.lists(_renewals(), max_size=5).map(tuple),
            ending=st.sampled_from(["stays", "asks", "fails", "is lost"]),
            comes_back=st.sampled_from([None, 3, 30]),
        ),
        max_size=max_size,
        unique_by=lambda life: life.member_id,
    )


def write(session: Session, lived: list[Life]) -> None:
    """Nothing is dated after `NOW`: a life goes as far as it has come."""
    book = Book(session)
    for life in lived:
        _live(book, life)


def _live(book: Book, life: Life) -> None:
    price, months = life.plan
    hana = book.registers(life.member_id, BEGINNING + timedelta(days=life.day), price, months)
    for nth, renewal in enumerate(life.renewals):
        due = hana.paid_through or hana.created_at
        paid_at = due + timedelta(days=renewal.days_late if nth else 0, hours=10)
        if paid_at > NOW:
            return
        for reason in renewal.refusals:
            book.declined(hana, reason)
        hana.price = renewal.new_price or hana.price
        imp_uid = book.renews(hana, paid_at)
        if renewal.tenths_back:
            won = hana.price * renewal.tenths_back // 10
            book.refunded(imp_uid, min(paid_at + timedelta(days=20), NOW), won)
    if hana.paid_through is None or hana.paid_through > NOW:
        return
    if life.ending == "asks":
        book.asks(hana, hana.paid_through - timedelta(days=3))
    elif life.ending == "fails":
        book.declined(hana)
    if life.comes_back is not None:
        back = hana.paid_through + timedelta(days=life.comes_back, hours=9)
        if back <= NOW:
            book.subscribes(life.member_id, back)


class Undone(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def written(database: Database, lived: list[Life]) -> Iterator[Session]:
    """The lives are in the book for as long as the block lasts."""
    try:
        with database.writing() as session:
            write(session, lived)
            yield session
            raise Undone
    except Undone:
        pass
