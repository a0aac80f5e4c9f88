"""신규 · 재가입 · 회복 · 이용회원: who came, came back, and is here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Member, MemberStay, StayChange, StayTurn
from billing_core.numbers.excluded_payments import excluded_payments, nothing_excluded
from billing_core.numbers.membership import counting
from billing_core.numbers.metric import Bilingual, Metric, Unit
from billing_core.numbers.stay_facts import present_before, stays_where
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded
from billing_core.roll_ups.state import require_kept


@dataclass(frozen=True)
class Arrival:
    """The charge with which a member came, came back or was recovered; whole won."""

    app_id: str
    name: str
    at: datetime
    won: int


@dataclass(frozen=True)
class ActiveMember:
    """A member at the end of a month. `asked_at`: has asked to stop, still has access."""

    app_id: str
    name: str
    began: datetime
    paid_through: datetime
    asked_at: datetime | None


def _came(session: Session, interval: Bounded, as_of: AsOf, *, again: bool) -> Iterator[Arrival]:
    """In the order they came; first ever, or after having churned."""
    require_kept(session, as_of)
    place = MemberStay.place > 0 if again else MemberStay.place == 0
    rows = stays_where(MemberStay.began >= interval.start, MemberStay.began < interval.end, place)
    for stay in streamed(session, rows.order_by(MemberStay.began, Member.app_id)):
        yield Arrival(stay.app_id, stay.name, stay.began, stay.first_price)


def _recovered(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[Arrival]:
    require_kept(session, as_of)
    rows = (
        select(Member.app_id, Member.name, StayChange.paid_at, StayChange.price)
        .join(Member, Member.id == StayChange.member_id)
        .where(
            StayChange.turn == StayTurn.RECOVERED,
            StayChange.paid_at >= interval.start,
            StayChange.paid_at < interval.end,
        )
        .order_by(StayChange.paid_at, Member.app_id)
    )
    return (Arrival(*row) for row in streamed(session, rows))


def active_members(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[ActiveMember]:
    """Members just before the end of the interval, in the order of their ids."""
    return _active_before(interval.end, session, as_of)


def active_at_start(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[ActiveMember]:
    return _active_before(interval.start, session, as_of)


def _active_before(instant: datetime, session: Session, as_of: AsOf) -> Iterator[ActiveMember]:
    require_kept(session, as_of)
    rows = stays_where(present_before(instant, as_of))
    for stay in streamed(session, rows.order_by(Member.app_id, MemberStay.place)):
        yield ActiveMember(stay.app_id, stay.name, stay.began, stay.paid_through, stay.asked_at)


NEW = Metric(
    code="new",
    label=Bilingual("신규", "New"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달에 정기결제를 처음 결제한 회원 수입니다.",
        "Members whose first ever subscription charge was in this month.",
    ),
    values=counting(lambda moved: moved.new),
    people=partial(_came, again=False),
    excluded=excluded_payments,
)
RETURNING = Metric(
    code="returning",
    label=Bilingual("재가입", "Returning"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "한 번 이탈한 뒤 이 달에 다시 결제한 회원 수입니다.",
        "Members who paid again in this month after having churned.",
    ),
    values=counting(lambda moved: moved.returning),
    people=partial(_came, again=True),
    excluded=excluded_payments,
)
RECOVERED = Metric(
    code="recovered",
    label=Bilingual("회복", "Recovered"),
    unit=Unit.COUNT,
    explanation=Bilingual(
        "결제가 실패했거나 끊겼다가 유예 기간 안에 이 달에 다시 결제된 건수입니다.",
        "Charges of this month that followed a failure or a break, within the grace.",
    ),
    values=counting(lambda moved: moved.recovered),
    people=_recovered,
    excluded=nothing_excluded,
)
ACTIVE = Metric(
    code="active",
    label=Bilingual("이용회원(월말)", "Active members at month end"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "월말 직전에 이용 기간이 남았거나 결제 유예 중인 회원 수이며 해지를 신청한 회원도 포함합니다.",
        "Members with paid time left, or within the grace, just before the month ends.",
    ),
    values=counting(lambda moved: moved.end),
    people=active_members,
    excluded=nothing_excluded,
)
ACTIVE_AT_START = Metric(
    code="active_at_start",
    label=Bilingual("이용회원(월초)", "Active members at month start"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달이 시작되기 직전에 이용 기간이 남았거나 결제 유예 중이던 회원 수입니다.",
        "Members with paid time left, or within the grace, just before the month begins.",
    ),
    values=counting(lambda moved: moved.start),
    people=active_at_start,
    excluded=nothing_excluded,
)
