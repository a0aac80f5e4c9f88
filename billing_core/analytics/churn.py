"""이탈: who left in a month, and why. Dated paid-through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from billing_core.analytics.arrivals import ACTIVE_AT_START
from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import read_stays
from billing_core.analytics.membership import counting
from billing_core.analytics.metric import Excluded, Metric, Unit, Words
from billing_core.analytics.share import Rate
from billing_core.analytics.stretch import Bounded
from billing_core.rules.coverage import Stay
from billing_core.rules.subscription import EndKind


@dataclass(frozen=True)
class ChurnedMember:
    """`last_won` is the last charge, `began` the first of this stay."""

    member_id: str
    name: str
    paid_through: datetime
    kind: EndKind
    began: datetime
    last_paid_at: datetime
    last_won: int
    asked_at: datetime | None


def churned_members(
    session: Session, stretch: Bounded, as_of: AsOf, kind: EndKind | None = None
) -> list[ChurnedMember]:
    """In the order of their paid-through; of one kind, or of all three."""
    found = [
        _churned(member.member_id, member.name, stay, stay.left)
        for member in read_stays(session, as_of)
        for stay in member.stays
        if stay.left is not None and kind in (None, stay.left) and stay.paid_through in stretch
    ]
    return sorted(found, key=lambda one: (one.paid_through, one.member_id))


def churned_of_start(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[ChurnedMember]:
    """Of the churned, those who were members when the stretch began."""
    return (row for row in churned_members(session, stretch, as_of) if row.began < stretch.start)


def came_and_left(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    for row in churned_members(session, stretch, as_of):
        if row.began >= stretch.start:
            why = "이 기간에 가입해 이 기간에 나가서 이탈률의 분모에 없습니다"
            yield Excluded(row.paid_through, row.member_id, "", row.last_won, why)
    yield from waited_for(session, stretch, as_of)


def waited_for(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    """Paid time has ended, the grace has not: not churned yet."""
    for member in read_stays(session, as_of):
        last = member.stays[-1]
        if last.left is None and last.paid_through in stretch and last.paid_through <= as_of.now:
            why = "유예 기간 안이라 아직 이탈로 세지 않았습니다"
            yield Excluded(last.paid_through, member.member_id, "", last.periods[-1].price, why)


def _churned(member_id: str, name: str, stay: Stay, kind: EndKind) -> ChurnedMember:
    return ChurnedMember(
        member_id,
        name,
        stay.paid_through,
        kind,
        began=stay.began,
        last_paid_at=stay.periods[-1].paid_at,
        last_won=stay.periods[-1].price,
        asked_at=stay.asked_at,
    )


CHURNED = Metric(
    code="churned",
    label=Words("이탈회원", "Churned"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이용 만료일이 이 달에 있고 유예 기간까지 다음 결제가 없었던 회원 수입니다.",
        "Members whose paid time ended in this month with no covering charge within the grace.",
    ),
    values=counting(lambda moved: moved.churned),
    people=churned_members,
    excluded=waited_for,
)
CHURNED_VOLUNTARY = Metric(
    code="churned_voluntary",
    label=Words("자발 이탈", "Voluntary churn"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이탈회원 가운데 결제가 실패하기 전에 해지를 신청한 회원 수입니다.",
        "Of the churned, those who had asked to stop before any charge failed.",
    ),
    values=counting(lambda moved: moved.voluntary),
    people=partial(churned_members, kind=EndKind.VOLUNTARY),
    excluded=waited_for,
)
CHURNED_INVOLUNTARY = Metric(
    code="churned_involuntary",
    label=Words("비자발 이탈", "Involuntary churn"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이탈회원 가운데 결제가 실패하고 회복되지 않은 회원 수입니다.",
        "Of the churned, those whose charge failed and was not recovered.",
    ),
    values=counting(lambda moved: moved.involuntary),
    people=partial(churned_members, kind=EndKind.INVOLUNTARY),
    excluded=waited_for,
)
CHURNED_SYSTEM = Metric(
    code="churned_system",
    label=Words("시스템 이탈", "Lost by the system"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "해지 신청도 결제 실패도 없이 다음 결제가 끊긴 회원 수로, 우리 쪽 문제입니다.",
        "Members who neither asked nor failed: we lost the chain of their charges.",
    ),
    values=counting(lambda moved: moved.system),
    people=partial(churned_members, kind=EndKind.SYSTEM),
    excluded=waited_for,
)
CHURNED_OF_START = Metric(
    code="churned_of_start",
    label=Words("월초 이용회원의 이탈", "Churned of the members at the start"),
    unit=Unit.PEOPLE,
    explanation=Words(
        "이탈회원 가운데 이 달이 시작될 때 이미 이용회원이었던 회원 수입니다.",
        "Of the churned, those who were members when this month began.",
    ),
    values=counting(lambda moved: moved.churned_of_start),
    people=churned_of_start,
    excluded=came_and_left,
)
CHURN_RATE = Rate(
    "churn_rate",
    Words("이탈률", "Churn rate"),
    Words(
        "이 달이 시작될 때의 이용회원 가운데 이 달에 이탈한 비율입니다.",
        "The share of the members at this month's start who churned in it.",
    ),
    part=CHURNED_OF_START,
    whole=ACTIVE_AT_START,
)
