"""해지 이유: how many of those who asked to stop in a month said why, and who they are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from billing_core.models import Cancellation
from billing_core.numbers import cancellations
from billing_core.numbers.metric import Bilingual, ChartPart, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S, spans, within
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from billing_core.wording.cancel_reasons import CANCEL_REASONS, NOT_SAID

# None: they did not say, or could not.
REASONS: tuple[CancelReason | None, ...] = (*CancelReason, None)
Reasons = Counter[CancelReason | None]


def cancel_reasons(session: Session, intervals: Sequence[S]) -> dict[S, Reasons]:
    """Every interval asked for, in one query: its members by the reason of their first request
    that stood at its end, so the reasons of a month add up to its cancel-requested members."""
    found: dict[S, Reasons] = {each: Counter() for each in intervals}
    if intervals:
        for place, reason, members in session.execute(_counted(intervals)):
            found[intervals[place]][reason] = members
    return found


def _counted(intervals: Sequence[Bounded]) -> Select[*tuple[Any, ...]]:
    span = spans(intervals)
    in_order = func.row_number().over(
        partition_by=(span.c.position, Cancellation.member_id),
        order_by=(Cancellation.requested_at, Cancellation.id),
    )
    stands = or_(Cancellation.withdrawn_at.is_(None), Cancellation.withdrawn_at >= span.c.ends)
    asked = (
        select(span.c.position, Cancellation.reason_code, in_order.label("nth"))
        .select_from(span)
        .join(Cancellation, within(Cancellation.requested_at, span))
        .where(stands)
        .subquery()
    )
    return (
        select(asked.c.position, asked.c.reason_code, func.count())
        .where(asked.c.nth == 1)
        .group_by(asked.c.position, asked.c.reason_code)
    )


def _value(reason: CancelReason | None, session: Session, month: Month, _as_of: AsOf) -> int:
    return cancel_reasons(session, [month])[month][reason]


def _people(
    reason: CancelReason | None, session: Session, month: Bounded, as_of: AsOf
) -> Iterator[cancellations.CancelRequest]:
    return (
        asked
        for asked in cancellations.cancel_requests(session, month, as_of)
        if asked.reason_code is reason
    )


def _part(reason: CancelReason | None) -> ChartPart:
    ko, en = CANCEL_REASONS[reason] if reason else NOT_SAID
    return ChartPart(
        code=f"cancel_reason_{reason or 'not_said'}",
        label=Bilingual(f"해지 이유: {ko}", f"Why they leave: {en}"),
        unit=Unit.PEOPLE,
        explanation=Bilingual(
            f"이 달의 해지신청회원 가운데 해지 이유가 ‘{ko}’인 회원 수입니다.",
            f"Of the members who asked to stop in this month, those whose reason is “{en}”.",
        ),
        value=partial(_value, reason),
        people=partial(_people, reason),
        excluded=cancellations.requests_not_counted,
    )


CANCEL_REASON_PARTS: Mapping[CancelReason | None, ChartPart] = {
    reason: _part(reason) for reason in REASONS
}
