"""An approver closes a month (월 마감): its numbers and people are frozen, with a fingerprint."""

from datetime import date

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from billing_core.closing.closed_month import FrozenMember, fingerprint
from billing_core.lifecycle.record_act import record_act
from billing_core.models import ClosedMember, MemberMonth, MonthClose
from billing_core.models.base import MonthText
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.state import hold_roll_ups
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.refusal import Refusal, RefusalCode

_MEMBER = (
    MemberMonth.member_id,
    MemberMonth.charges,
    MemberMonth.paid_won,
    MemberMonth.given_back_won,
)


def close_month(session: Session, month: Month, *, actor: Actor, as_of: AsOf) -> MonthClose:
    """Freezes a month in a snapshot; what is learnt of it afterwards becomes a correction.

    Raises Refusal: "not_allowed", "not_over", "provisional", "already_closed",
    "roll_up_differs".
    """
    require_approver(actor, Guarded.CLOSE_MONTH)
    _require_settled(month, as_of)
    hold_roll_ups(session)
    _require_open(session, month)
    _require_true(session, month)
    members = _members(session, month)
    numbers = {
        code: metric.values(session, [month], as_of)[month] for code, metric in METRICS.items()
    }
    close = MonthClose(
        month=month,
        closed_at=as_of.now,
        closed_by=actor.name,
        numbers=numbers,
        sha256=fingerprint(month, as_of.now, actor.name, numbers, members),
    )
    session.add(close)
    session.flush()
    _freeze_members(session, month)
    record_act(
        session,
        Act.MONTH_CLOSED,
        at=as_of.now,
        actor=actor,
        member_id=None,
        subject=str(month),
        members=len(members),
        sha256=close.sha256,
    )
    return close


def _require_settled(month: Month, as_of: AsOf) -> None:
    if as_of.now < month.end:
        raise Refusal(
            RefusalCode.NOT_OVER, number=month.month, day=_day(month, as_of), month=str(month)
        )
    if as_of.provisional(month):
        raise Refusal(
            RefusalCode.PROVISIONAL, number=month.month, day=_day(month, as_of), month=str(month)
        )


def _day(month: Month, as_of: AsOf) -> date:
    """In Seoul, from which on it can be closed."""
    return kst_date(month.end + as_of.grace)


def _require_open(session: Session, month: Month) -> None:
    closed = session.get(MonthClose, month)
    if closed is not None:
        day = kst_date(closed.closed_at)
        raise Refusal(
            RefusalCode.ALREADY_CLOSED_MONTH, by=closed.closed_by, day=day, month=str(month)
        )


def _require_true(session: Session, month: Month) -> None:
    differences = check(session, [month])
    if differences:
        raise Refusal(RefusalCode.ROLL_UP_DIFFERS, month=str(month), difference=differences[0])


def _members(session: Session, month: Month) -> list[FrozenMember]:
    rows = session.execute(select(*_MEMBER).where(MemberMonth.month == month))
    return [FrozenMember(*row) for row in rows]


def _freeze_members(session: Session, month: Month) -> None:
    rows = select(literal(month, MonthText()), *_MEMBER).where(MemberMonth.month == month)
    columns = ["month", "member_id", "charges", "paid_won", "given_back_won"]
    session.execute(insert(ClosedMember).from_select(columns, rows))
