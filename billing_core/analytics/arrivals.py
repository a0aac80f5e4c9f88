"""신규 · 재가입 · 회복 · 이용회원: who came, came back, and is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import MemberStays, read_stays
from billing_core.analytics.excluded_payments import excluded_payments, nothing_excluded
from billing_core.analytics.membership import counting
from billing_core.analytics.metric import Metric, Unit, Words
from billing_core.analytics.stretch import Bounded
from billing_core.rules.coverage import PaidPeriod


@dataclass(frozen=True)
class Arrival:
    """The charge with which a member came, came back or was recovered; whole won."""

    member_id: str
    name: str
    at: datetime
    won: int


@dataclass(frozen=True)
class ActiveMember:
    """A member at the end of a month. `asked_at`: has asked to stop, still has access."""

    member_id: str
    name: str
    began: datetime
    paid_through: datetime
    asked_at: datetime | None


def _arrivals(
    which: Callable[[MemberStays], Iterator[PaidPeriod]],
    session: Session,
    stretch: Bounded,
    as_of: AsOf,
) -> list[Arrival]:
    found = [
        Arrival(member.member_id, member.name, period.paid_at, period.price)
        for member in read_stays(session, as_of)
        for period in which(member)
        if period.paid_at in stretch
    ]
    return sorted(found, key=lambda one: (one.at, one.member_id))


def _first(member: MemberStays) -> Iterator[PaidPeriod]:
    yield member.stays[0].periods[0]


def _returned(member: MemberStays) -> Iterator[PaidPeriod]:
    return (stay.periods[0] for stay in member.stays[1:])


def _recovered(member: MemberStays) -> Iterator[PaidPeriod]:
    for stay in member.stays:
        yield from (period for period in stay.periods if period.paid_at in stay.recovered_at)


def active_members(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[ActiveMember]:
    """Members just before the end of the stretch, in the order of their ids."""
    return _active_before(stretch.end, session, as_of)


def active_at_start(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[ActiveMember]:
    return _active_before(stretch.start, session, as_of)


def _active_before(instant: datetime, session: Session, as_of: AsOf) -> Iterator[ActiveMember]:
    for member in read_stays(session, as_of):
        for stay in member.stays:
            if stay.present_before(instant):
                yield ActiveMember(
                    member.member_id, member.name, stay.began, stay.paid_through, stay.asked_at
                )


NEW = Metric(
    code="new",
    label=Words("신규", "New"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이 달에 정기결제를 처음 결제한 회원 수입니다.",
        "Members whose first ever subscription charge was in this month.",
    ),
    values=counting(lambda moved: moved.new),
    people=partial(_arrivals, _first),
    excluded=excluded_payments,
)
RETURNING = Metric(
    code="returning",
    label=Words("재가입", "Returning"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "한 번 이탈한 뒤 이 달에 다시 결제한 회원 수입니다.",
        "Members who paid again in this month after having churned.",
    ),
    values=counting(lambda moved: moved.returning),
    people=partial(_arrivals, _returned),
    excluded=excluded_payments,
)
RECOVERED = Metric(
    code="recovered",
    label=Words("회복", "Recovered"),
    unit=Unit.COUNT,
    explanation=Words(
        "결제가 실패했거나 끊겼다가 유예 기간 안에 이 달에 다시 결제된 건수입니다.",
        "Charges of this month that followed a failure or a break, within the grace.",
    ),
    values=counting(lambda moved: moved.recovered),
    people=partial(_arrivals, _recovered),
    excluded=nothing_excluded,
)
ACTIVE = Metric(
    code="active",
    label=Words("이용회원(월말)", "Active members at month end"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "월말 직전에 이용 기간이 남았거나 결제 유예 중인 회원 수이며 해지를 신청한 회원도 포함합니다.",
        "Members with paid time left, or within the grace, just before the month ends.",
    ),
    values=counting(lambda moved: moved.end),
    people=active_members,
    excluded=nothing_excluded,
)
ACTIVE_AT_START = Metric(
    code="active_at_start",
    label=Words("이용회원(월초)", "Active members at month start"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이 달이 시작되기 직전에 이용 기간이 남았거나 결제 유예 중이던 회원 수입니다.",
        "Members with paid time left, or within the grace, just before the month begins.",
    ),
    values=counting(lambda moved: moved.start),
    people=active_at_start,
    excluded=nothing_excluded,
)
