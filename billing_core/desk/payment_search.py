"""Payments by a member or by a number that somebody typed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, or_, select, text
from sqlalchemy.orm import Session

from billing_core.desk.member_search import NO_TEXT_HAS, named_like
from billing_core.desk.members import matching_members
from billing_core.desk.payment_filter import Condition, PaymentFilter, Shown, shown_of
from billing_core.models import PaymentName, PaymentRecord
from billing_core.models.payment import APPROVED

# Whoever types one letter means to type more: the payments of so many members are added up.
MOST_MEMBERS = 200
MOST_OF_A_NUMBER = 200  # approval numbers of different card companies may be alike


class Match(NamedTuple):
    """A payment that was found; whole won."""

    at: datetime
    imp_uid: str
    shown: Shown
    amount: int
    refunded: int


def matches(session: Session, wanted: PaymentFilter) -> list[Match] | None:
    """The payments that fit, newest first; None when the text fits more than `MOST_MEMBERS`."""
    members = matching_members(session, wanted.text, MOST_MEMBERS + 1)
    if len(members) > MOST_MEMBERS:
        return None
    of_members = PaymentRecord.member_id.in_(members)
    of_number = PaymentRecord.imp_uid.in_(_by_number(session, wanted.text))
    narrowed = wanted.narrowed()
    found = {
        *_matches(session, of_members, *narrowed),
        *_matches(session, of_number, *narrowed),
    }
    return sorted((each for each in found if _let_through(each, wanted)), reverse=True)


def _matches(session: Session, *where: ColumnElement[bool]) -> Iterator[Match]:
    """Asked without the month: beside one, a database may well read all payments of the month
    instead of these few."""
    found = select(
        PaymentRecord.dated_at,
        PaymentRecord.imp_uid,
        PaymentRecord.payment_class,
        PaymentRecord.status,
        PaymentRecord.paid_at,
        PaymentRecord.amount,
        PaymentRecord.cancel_amount,
    ).where(*where)
    return map(_match, session.execute(found))


def _by_number(session: Session, typed: str) -> set[str]:
    """Each kind of number by its own index."""
    same: tuple[Condition, ...]
    found: set[str] = set()
    if NO_TEXT_HAS in typed:
        return found
    for same in (
        (PaymentRecord.imp_uid == typed,),
        (PaymentRecord.merchant_uid == typed,),
        (PaymentRecord.apply_num == typed, text(APPROVED)),
    ):
        numbered = select(PaymentRecord.imp_uid).where(*same).limit(MOST_OF_A_NUMBER)
        found.update(session.scalars(numbered))
    found.update(session.scalars(_bearing(typed).limit(MOST_OF_A_NUMBER)))
    return found


def _bearing(typed: str) -> Select[str]:
    """Keys of the payments of that name: the gateway's, an order's, or a file's."""
    return select(PaymentName.imp_uid).where(PaymentName.name == typed)


def _match(row: Row[*tuple[Any, ...]]) -> Match:
    paid, refunded = row.paid_at is not None, row.cancel_amount > 0
    shown = shown_of(row.payment_class, row.status, paid=paid, refunded=refunded)
    return Match(row.dated_at, row.imp_uid, shown, row.amount, row.cancel_amount)


def _let_through(match: Match, wanted: PaymentFilter) -> bool:
    return wanted.shows(match.shown) and (wanted.span is None or match.at in wanted.span)


def of_many_members(session: Session, typed: str) -> ColumnElement[bool]:
    """The condition for a query joined with members, which goes by date and ends after a page."""
    bearing = PaymentRecord.imp_uid.in_(_bearing(typed))
    return or_(named_like(session, typed), PaymentRecord.imp_uid == typed, bearing)
