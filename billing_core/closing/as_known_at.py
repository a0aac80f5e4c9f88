"""그때 화면: a month as it could be shown earlier, by what was known then (a bitemporal read)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.roll_ups.ledger_numbers import paid_in, refunded_in
from billing_core.roll_ups.requests import cancel_requested_in
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class MonthAsKnown:
    """A month's numbers as known at `at`, an aware UTC instant: distinct members and whole won."""

    month: Month
    at: datetime
    paid_members: int
    paid_members_net: int
    paid_won: int
    refunded_won: int
    cancel_requested: int

    @property
    def net_won(self) -> int:
        return self.paid_won - self.refunded_won


def as_known_at(session: Session, month: Month, at: datetime) -> MonthAsKnown:
    """The month as known then. Money counts from when it was written in the ledger, a request from
    when the book learnt of it (of an imported one: when it was imported), its withdrawal from when
    it was made."""
    paid = paid_in(session, [month], known_at=at)[month]
    return MonthAsKnown(
        month=month,
        at=at,
        paid_members=paid.members,
        paid_members_net=paid.kept,
        paid_won=paid.won,
        refunded_won=refunded_in(session, [month], known_at=at)[month].won,
        cancel_requested=cancel_requested_in(session, [month], known_at=at)[month],
    )
