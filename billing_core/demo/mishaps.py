"""What went wrong at the company: some of it has been put right, some of it lies on the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from billing_core.demo import gateway_acts, office_acts
from billing_core.demo.diary import Diary
from billing_core.demo.stage import Stage
from billing_core.models import Subscription
from billing_core.rules.calendar import Month, kst_date, kst_instant
from billing_core.rules.subscription import SubscriptionStatus

Mishap = Callable[[Stage, str], None]
"""Is told the order number that the console gives."""


def _sells_a_lecture(stage: Stage, order: str) -> None:
    """Another product of the company, charged through the same account."""
    gateway_acts.type_in_card(stage, order=order, amount=55_000, name="온라인 특강")


def _charges_twice(stage: Stage, order: str) -> None:
    if member_id := _some_member(stage, paid_periods=1):
        gateway_acts.charge_twice(stage, member_id=member_id, order=order)


def _puts_it_right(stage: Stage, _order: str) -> None:
    office_acts.refund_findings(stage)


def _registers_by_phone(stage: Stage, order: str) -> None:
    """A member reads out a new card: the console registers it and charges at once."""
    if member_id := _some_member(stage, paid_periods=2):
        gateway_acts.type_in_card(
            stage, order=order, amount=29_000, name="전화 카드 등록", member_id=member_id
        )


def _gives_back_an_old_charge(stage: Stage, _order: str) -> None:
    """Somebody was charged for months without knowing: a closed month gets its correction."""
    office_acts.refund_first_charge_of(
        stage, Month.of(stage.now).plus(-3), reason="모르고 결제된 달의 환불 요청"
    )


def _some_member(stage: Stage, paid_periods: int) -> str | None:
    """The longest-standing monthly member who is not about to be charged."""
    with stage.system.database.reading() as session:
        return session.scalar(
            select(Subscription.member_id)
            .where(
                Subscription.status == SubscriptionStatus.ACTIVE,
                Subscription.months == 1,
                Subscription.periods_paid >= paid_periods,
                Subscription.paid_through > stage.now + timedelta(days=5),
            )
            .order_by(Subscription.created_at)
            .limit(1)
        )


# Days before the end, and what happened then.
_MISHAPS: list[tuple[int, Mishap]] = [
    (210, _sells_a_lecture),
    (150, _charges_twice),
    (149, _puts_it_right),
    (33, _sells_a_lecture),
    (6, _gives_back_an_old_charge),
    (2, _charges_twice),
    (1, _registers_by_phone),
]


def write_mishaps(diary: Diary[Stage], until: datetime) -> None:
    for days, mishap in _MISHAPS:
        at = kst_instant(kst_date(until - timedelta(days=days)), 15) + timedelta(minutes=20)
        diary.write(at, partial(_play, mishap=mishap, order=f"console{at:%Y%m%d}"))


def _play(stage: Stage, *, mishap: Mishap, order: str) -> None:
    mishap(stage, order)
