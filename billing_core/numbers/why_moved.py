"""Why a number of this month is another than last month's on the same day: its parts, exactly.

Each answer is a list of parts that add up to the difference, so a sentence made of them says
nothing that is not so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from billing_core.models import Charge, EntryKind, LedgerEntry
from billing_core.models.charge import YEARLY
from billing_core.models.ledger import PAYING
from billing_core.numbers.cancel_reasons import REASONS, Reasons, cancel_reasons
from billing_core.numbers.membership import Movement, movements
from billing_core.numbers.month_to_date import MonthToDate, SoFar
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Interval
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.rules.cancel_reason import CancelReason


class Cause(StrEnum):
    """What a part of a difference is made of."""

    FIRST_PAYMENT = "first_payment"
    CAME_BACK = "came_back"
    PAID_ON = "paid_on"
    JOINED = "joined"
    LEFT = "left"
    VOLUNTARY = "voluntary"
    INVOLUNTARY = "involuntary"
    SYSTEM = "system"
    YEARLY = "yearly"
    OTHER_PAYMENTS = "other_payments"
    OTHER = "other"
    REFUNDS = "refunds"


@dataclass(frozen=True)
class Part:
    """`by`: how much of the difference it is, in the number's own unit. `payments`: how many more
    (or fewer) stand behind won; 0 where nothing is paid one by one."""

    cause: Cause
    by: int
    payments: int = 0


@dataclass(frozen=True)
class ReasonPart:
    """How many more (or fewer) asked to stop for this reason; None: they did not say."""

    reason: CancelReason | None
    by: int


@dataclass(frozen=True)
class WhyMoved:
    """The parts of each difference on the first page; what is zero is left out."""

    paid_members: tuple[Part, ...]
    cancel_requested: tuple[ReasonPart, ...]
    churned: tuple[Part, ...]
    members: tuple[Part, ...]
    net_won: tuple[Part, ...]


def why_moved(session: Session, numbers: MonthToDate, as_of: AsOf) -> WhyMoved:
    """Raises Refusal "roll_ups_missing"."""
    this, last = numbers.this_month, numbers.last_month
    between = Interval(last.interval.end, this.interval.end)
    moved = movements(session, [this.interval, last.interval, between], as_of)
    reasons = cancel_reasons(session, [this.interval, last.interval])
    return WhyMoved(
        paid_members=_paid(this, last),
        cancel_requested=_asked(reasons[this.interval], reasons[last.interval]),
        churned=_churned(moved[this.interval], moved[last.interval]),
        members=_members(moved[between], this.members_at_end - last.members_at_end),
        net_won=_net(session, this, last),
    )


def _paid(this: SoFar, last: SoFar) -> tuple[Part, ...]:
    """Whoever joins pays on that day, so the others of the payers went on."""
    parts = {
        Cause.FIRST_PAYMENT: this.new - last.new,
        Cause.CAME_BACK: this.returning - last.returning,
    }
    return _adding_up(parts, this.paid_members - last.paid_members, rest=Cause.PAID_ON)


def _asked(this: Reasons, last: Reasons) -> tuple[ReasonPart, ...]:
    parts = (ReasonPart(reason, this[reason] - last[reason]) for reason in REASONS)
    return tuple(part for part in parts if part.by)


def _churned(this: Movement, last: Movement) -> tuple[Part, ...]:
    parts = {
        Cause.VOLUNTARY: this.voluntary - last.voluntary,
        Cause.INVOLUNTARY: this.involuntary - last.involuntary,
        Cause.SYSTEM: this.system - last.system,
    }
    return _adding_up(parts, this.churned - last.churned)


def _members(between: Movement, difference: int) -> tuple[Part, ...]:
    parts = {
        Cause.JOINED: between.new,
        Cause.CAME_BACK: between.returning,
        Cause.LEFT: -between.churned,
    }
    return _adding_up(parts, difference)


def _adding_up(
    parts: Mapping[Cause, int], difference: int, rest: Cause = Cause.OTHER
) -> tuple[Part, ...]:
    """With what they leave of the difference as a part of its own."""
    every = {**parts, rest: difference - sum(parts.values())}
    return tuple(Part(cause, by) for cause, by in every.items() if by)


def _net(session: Session, this: SoFar, last: SoFar) -> tuple[Part, ...]:
    now, before = (_paid_for_a_year(session, each.interval) for each in (this, last))
    parts = {
        Cause.YEARLY: now.by - before.by,
        Cause.REFUNDS: last.refunded_won - this.refunded_won,
    }
    return tuple(
        replace(part, payments=now.payments - before.payments)
        if part.cause is Cause.YEARLY
        else part
        for part in _adding_up(parts, this.net_won - last.net_won, rest=Cause.OTHER_PAYMENTS)
    )


def _paid_for_a_year(session: Session, interval: Interval) -> Part:
    """Payments that bought a year or more, corrections taken off. They are few, and found by their
    own index; what is no charge of ours, as a payment of a file, is among the others."""
    one = case((LedgerEntry.kind == EntryKind.CORRECTION, -1), else_=1)
    number, won = session.execute(
        select(func.sum(one), whole_won(LedgerEntry.amount))
        .select_from(Charge)
        .join(LedgerEntry, LedgerEntry.imp_uid == Charge.imp_uid)
        .where(
            text(YEARLY),
            Charge.settled_at >= interval.start,  # a payment is written down after it was made
            LedgerEntry.kind.in_([*PAYING, EntryKind.CORRECTION]),
            LedgerEntry.occurred_at >= interval.start,
            LedgerEntry.occurred_at < interval.end,
        )
    ).one()
    return Part(Cause.YEARLY, int(won or 0), int(number or 0))
