"""Corrections of closed months: money facts that were learnt after the month was closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.models import MonthClose, MonthCorrection
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.calendar import Month
from billing_core.rules.correction import CorrectionReason


class MoneyCode(StrEnum):
    """The metrics that follow from the ledger alone, so that a late entry corrects them at once."""

    PAID_MEMBERS = "paid_members"
    PAID_MEMBERS_NET = "paid_members_net"
    PAID_AMOUNT = "paid_amount"
    REFUNDED_AMOUNT = "refunded_amount"
    NET_REVENUE = "net_revenue"


class MonthChange(NamedTuple):
    """What new facts of one member add to one month. `paid_members` and `kept_members` are
    -1, 0 or 1; refunds are those made in the month; whole won."""

    month: Month
    member_id: int
    paid_members: int
    kept_members: int
    charges: int
    paid_won: int
    refunds: int
    refunded_won: int


_CLOSED = CompiledQuery(select(MonthClose.month))


def correct_closed_months(
    session: Session, changes: Sequence[MonthChange], *, now: datetime
) -> None:
    """Writes the corrections. The caller holds the roll-ups, so no month is closed just now."""
    closed = {month for (month,) in plain_rows(session, _CLOSED)}
    rows = [
        {
            "month": change.month,
            "member_id": change.member_id,
            "code": code,
            "change": by,
            "reason": reason,
            "recorded_at": now,
        }
        for change in changes
        if change.month in closed
        for code, by, reason in _corrections(change)
        if by
    ]
    if rows:
        session.execute(insert(MonthCorrection), rows)


def _corrections(change: MonthChange) -> Iterable[tuple[str, int, CorrectionReason]]:
    undone = CorrectionReason.ENTRY_REVERSED
    late_payment = undone if change.paid_won < 0 else CorrectionReason.LATE_PAYMENT
    late_refund = undone if change.refunded_won < 0 else CorrectionReason.LATE_REFUND
    kept_because = late_payment if change.charges else CorrectionReason.FULL_REFUND
    yield MoneyCode.PAID_MEMBERS.value, change.paid_members, late_payment
    yield MoneyCode.PAID_MEMBERS_NET.value, change.kept_members, kept_because
    yield MoneyCode.PAID_AMOUNT.value, change.paid_won, late_payment
    yield MoneyCode.NET_REVENUE.value, change.paid_won, late_payment
    yield MoneyCode.REFUNDED_AMOUNT.value, change.refunded_won, late_refund
    yield MoneyCode.NET_REVENUE.value, -change.refunded_won, late_refund
