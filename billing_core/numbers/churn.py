"""이탈: who left in a month, and why. Dated paid-through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, not_, true
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Member, MemberStay
from billing_core.numbers.arrivals import ACTIVE_AT_START
from billing_core.numbers.membership import counting
from billing_core.numbers.metric import Bilingual, Excluded, Metric, Rate, Unit
from billing_core.numbers.stay_facts import Stayed, ends_in, gone, stays_where
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded
from billing_core.roll_ups.state import require_kept
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.subscription import EndKind


@dataclass(frozen=True)
class ChurnedMember:
    """A member who left. `last_won` is the last charge, `began` the first of this stay."""

    app_id: str
    name: str
    paid_through: datetime
    kind: EndKind
    began: datetime
    last_paid_at: datetime
    last_won: int
    asked_at: datetime | None


def churned_members(
    session: Session, interval: Bounded, as_of: AsOf, kind: EndKind | None = None
) -> Iterator[ChurnedMember]:
    """Members who left, in the order of their paid-through; of one kind, or of all three."""
    require_kept(session, as_of)
    of_kind = true() if kind is None else MemberStay.kind == kind
    return map(_churned, streamed(session, _ended(interval).where(gone(as_of), of_kind)))


def churned_of_start(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[ChurnedMember]:
    """Of the churned, those who were members when the interval began."""
    return (row for row in churned_members(session, interval, as_of) if row.began < interval.start)


def came_and_left(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    for row in churned_members(session, interval, as_of):
        if row.began >= interval.start:
            why = Exclusion(ExclusionReason.CAME_AND_LEFT)
            yield Excluded(row.paid_through, row.app_id, "", row.last_won, why)
    yield from waited_for(session, interval, as_of)


def waited_for(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    """Members whose paid time has ended and the grace has not: not churned yet."""
    require_kept(session, as_of)
    waiting = _ended(interval).where(not_(gone(as_of)), MemberStay.paid_through <= as_of.now)
    for stay in streamed(session, waiting):
        why = Exclusion(ExclusionReason.WITHIN_GRACE)
        yield Excluded(stay.paid_through, stay.app_id, "", stay.price, why)


def _ended(interval: Bounded) -> Select[*tuple[Any, ...]]:
    return stays_where(ends_in(interval)).order_by(MemberStay.paid_through, Member.app_id)


def _churned(stay: Stayed) -> ChurnedMember:
    return ChurnedMember(
        stay.app_id,
        stay.name,
        stay.paid_through,
        stay.kind,
        began=stay.began,
        last_paid_at=stay.last_paid_at,
        last_won=stay.price,
        asked_at=stay.asked_at,
    )


CHURNED = Metric(
    code="churned",
    label=Bilingual("이탈회원", "Churned"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이용 만료일이 이 달에 있고 유예 기간까지 다음 결제가 없었던 회원 수입니다.",
        "Members whose paid time ended in this month with no covering charge within the grace.",
    ),
    values=counting(lambda moved: moved.churned),
    people=churned_members,
    excluded=waited_for,
)
CHURNED_VOLUNTARY = Metric(
    code="churned_voluntary",
    label=Bilingual("자발 이탈", "Voluntary churn"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이탈회원 가운데 결제가 실패하기 전에 해지를 신청한 회원 수입니다.",
        "Of the churned, those who had asked to stop before any charge failed.",
    ),
    values=counting(lambda moved: moved.voluntary),
    people=partial(churned_members, kind=EndKind.VOLUNTARY),
    excluded=waited_for,
)
CHURNED_INVOLUNTARY = Metric(
    code="churned_involuntary",
    label=Bilingual("비자발 이탈", "Involuntary churn"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이탈회원 가운데 결제가 실패하고 회복되지 않은 회원 수입니다.",
        "Of the churned, those whose charge failed and was not recovered.",
    ),
    values=counting(lambda moved: moved.involuntary),
    people=partial(churned_members, kind=EndKind.INVOLUNTARY),
    excluded=waited_for,
)
CHURNED_SYSTEM = Metric(
    code="churned_system",
    label=Bilingual("시스템 이탈", "Lost by the system"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "해지 신청도 결제 실패도 없이 다음 결제가 끊긴 회원 수로, 우리 쪽 문제입니다.",
        "Members who neither asked nor failed: we lost the chain of their charges.",
    ),
    values=counting(lambda moved: moved.system),
    people=partial(churned_members, kind=EndKind.SYSTEM),
    excluded=waited_for,
)
CHURNED_OF_START = Metric(
    code="churned_of_start",
    label=Bilingual("월초 이용회원의 이탈", "Churned of the members at the start"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이탈회원 가운데 이 달이 시작될 때 이미 이용회원이었던 회원 수입니다.",
        "Of the churned, those who were members when this month began.",
    ),
    values=counting(lambda moved: moved.churned_of_start),
    people=churned_of_start,
    excluded=came_and_left,
)
CHURN_RATE = Rate(
    "churn_rate",
    Bilingual("이탈률", "Churn rate"),
    Bilingual(
        "이 달이 시작될 때의 이용회원 가운데 이 달에 이탈한 비율입니다.",
        "The share of the members at this month's start who churned in it.",
    ),
    part=CHURNED_OF_START,
    whole=ACTIVE_AT_START,
)
