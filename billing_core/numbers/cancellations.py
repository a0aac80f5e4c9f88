"""해지 신청 · 철회: the requests of a month and the members behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Cancellation, Member
from billing_core.models.cancellation import asked_by
from billing_core.numbers.excluded_payments import nothing_excluded
from billing_core.numbers.metric import Bilingual, Excluded, Metric, Unit
from billing_core.roll_ups import requests
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S
from billing_core.roll_ups.state import require_kept
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.exclusion import Exclusion, ExclusionReason


@dataclass(frozen=True)
class CancelRequest:
    """A request. `paid_through` is when access ends, as it stood then; None for imported ones."""

    cancellation_id: str
    app_id: str
    name: str
    requested_at: datetime
    requested_by: str
    reason_code: CancelReason | None
    reason: str
    paid_through: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    source: str

    def stands_at_the_end_of(self, interval: Bounded) -> bool:
        return self.withdrawn_at is None or self.withdrawn_at >= interval.end


def cancel_requests(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[CancelRequest]:
    """One row per member: the first of their requests that stood when the interval ended."""
    return (request for request, why_not in _judged(session, interval) if not why_not)


def requests_not_counted(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[Excluded]:
    for request, why in _judged(session, interval):
        if why:
            yield Excluded(
                request.requested_at,
                request.app_id,
                request.cancellation_id,
                won=0,
                reason=Exclusion(why),
            )


def _judged(
    session: Session, interval: Bounded
) -> Iterator[tuple[CancelRequest, ExclusionReason | None]]:
    """Every request of the interval in its order, and why it is not counted, None if it is."""
    counted: set[str] = set()
    for request in _requested(session, interval):
        if not request.stands_at_the_end_of(interval):
            yield request, ExclusionReason.WITHDRAWN
        elif request.app_id in counted:
            yield request, ExclusionReason.ASKED_AGAIN
        else:
            counted.add(request.app_id)
            yield request, None


def withdrawals(session: Session, interval: Bounded, _as_of: AsOf) -> list[CancelRequest]:
    """One row per member: the last request they took back in the interval."""
    taken_back = _requests(
        session,
        Cancellation.withdrawn_at >= interval.start,
        Cancellation.withdrawn_at < interval.end,
    )
    return list({request.app_id: request for request in taken_back}.values())


def _requested(session: Session, interval: Bounded) -> Iterator[CancelRequest]:
    return _requests(
        session,
        Cancellation.requested_at >= interval.start,
        Cancellation.requested_at < interval.end,
    )


def _requests(session: Session, *where: ColumnElement[bool]) -> Iterator[CancelRequest]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Cancellation.id,
            Member.app_id,
            Member.name,
            Cancellation.requested_at,
            asked_by(),
            Cancellation.reason_code,
            Cancellation.reason,
            Cancellation.paid_through,
            Cancellation.confirmed_at,
            Cancellation.withdrawn_at,
            Cancellation.source,
        )
        .join(Member, Member.id == Cancellation.member_id)
        .where(*where)
        .order_by(Cancellation.requested_at, Cancellation.id)
    )
    return (CancelRequest(*row) for row in streamed(session, statement))


def _asked(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, int]:
    months = [each for each in intervals if isinstance(each, Month)]
    if len(months) < len(intervals):
        return requests.cancel_requested_in(session, intervals)
    require_kept(session, as_of)
    asked = requests.cancel_requested_by_month(session, months)
    return dict(zip(intervals, asked.values(), strict=True))


def _withdrawn(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return requests.withdrawn_in(session, intervals)


CANCEL_REQUESTED = Metric(
    code="cancel_requested",
    label=Bilingual("해지신청회원", "Cancellation requests"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달에 정기결제 해지를 신청하고 월말까지 철회하지 않은 회원 수이며, 여러 번 눌러도 한 명입니다.",
        "Members who asked to stop in this month and had not withdrawn by its end.",
    ),
    values=_asked,
    people=cancel_requests,
    excluded=requests_not_counted,
)
WITHDRAWN = Metric(
    code="withdrawn",
    label=Bilingual("철회", "Withdrawn cancellations"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달에 해지 신청을 철회한 회원 수입니다.",
        "Members who took a cancellation back in this month.",
    ),
    values=_withdrawn,
    people=withdrawals,
    excluded=nothing_excluded,
)
