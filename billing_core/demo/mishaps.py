"""What went wrong at the company: some of it has been put right, some of it lies on the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from billing_core.demo import gateway_acts, member_acts, office_acts
from billing_core.demo.diary import Diary
from billing_core.demo.stage import Stage
from billing_core.models import Member, Subscription
from billing_core.rules.calendar import Month, kst_date, kst_instant
from billing_core.rules.refund_claim import ClaimKind
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox import Fault, FaultKind

Mishap = Callable[[Stage, str], None]
"""Is told the order number that the console gives."""
NEW_CARD = "9381-0000-0000-0009"


def _sells_a_lecture(stage: Stage, order: str) -> None:
    """Another product of the company, charged through the same account."""
    gateway_acts.type_in_card(stage, order=order, amount=55_000, name="온라인 특강")


def _charges_twice(stage: Stage, order: str) -> None:
    if app_id := _some_member(stage, paid_periods=1):
        gateway_acts.charge_twice(stage, app_id=app_id, order=order)


def _puts_it_right(stage: Stage, _order: str) -> None:
    office_acts.refund_findings(stage)


def _registers_by_phone(stage: Stage, order: str) -> None:
    """A member reads out a new card: the console registers it and charges at once."""
    if app_id := _some_member(stage, paid_periods=2):
        gateway_acts.type_in_card(
            stage, order=order, amount=29_000, name="전화 카드 등록", app_id=app_id
        )


def _gives_back_an_old_charge(stage: Stage, _order: str) -> None:
    """Somebody was charged for months without knowing: a closed month gets its correction."""
    office_acts.refund_first_charge_of(
        stage, Month.of(stage.now).plus(-3), reason="모르고 결제된 달의 환불 요청"
    )


def _comes_back_and_nobody_hears_of_it(stage: Stage, _order: str) -> None:
    """Registers a card again; the notice is lost, and the books are read only two days later."""
    with stage.system.database.reading() as session:
        left = session.execute(
            select(Subscription.plan_id, Member.app_id)
            .join(Member, Member.id == Subscription.member_id)
            .where(Subscription.end_kind == EndKind.VOLUNTARY)
            .order_by(Subscription.ended_at)
        ).all()
    for plan_id, app_id in left:
        plan = stage.system.settings.plan(plan_id)
        if plan is not None and stage.subscription(app_id) is None:
            stage.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="issue"))
            member_acts.register_card(stage, app_id=app_id, name="", plan=plan, card=NEW_CARD)
            return


def _hand(number: int, act: Callable[..., None], *, named: bool = False, **said: Any) -> Mishap:
    """Somebody's hand at one member, `number` of the longest-standing; `named`: with an order
    number of the console's."""

    def play(stage: Stage, order: str) -> None:
        if app_id := _some_member(stage, number=number):
            act(stage, app_id=app_id, **said, **({"order": order} if named else {}))

    return play


def _some_member(stage: Stage, paid_periods: int = 1, number: int = 0) -> str | None:
    """Of the longest-standing monthly members who are not about to be charged; from 0."""
    with stage.system.database.reading() as session:
        return session.scalar(
            select(Member.app_id)
            .join(Subscription, Subscription.member_id == Member.id)
            .where(
                Subscription.status == SubscriptionStatus.ACTIVE,
                Subscription.months == 1,
                Subscription.periods_paid >= paid_periods,
                Subscription.paid_through > stage.now + timedelta(days=5),
            )
            .order_by(Subscription.created_at)
            .offset(number)
            .limit(1)
        )


# Days before the end, and what happened then.
_MISHAPS: list[tuple[int, Mishap]] = [
    (210, _sells_a_lecture),
    (150, _charges_twice),
    (149, _puts_it_right),
    (33, _sells_a_lecture),
    (6, _gives_back_an_old_charge),
    (3, lambda stage, _: gateway_acts.retry_long_after(stage)),
    (2, _charges_twice),
    (2, _comes_back_and_nobody_hears_of_it),
    (1, lambda stage, order: gateway_acts.ring_for_another_shop(stage, order=f"shop-{order}")),
    (1, _registers_by_phone),
]
# In the last hour, each at another member, who then has no time to leave.
_JUST_NOW: list[Mishap] = [
    _hand(1, gateway_acts.revoke_booking),
    _hand(2, gateway_acts.move_booking, days=10),
    _hand(3, gateway_acts.book_besides, named=True, days=9),
    _hand(4, gateway_acts.book_besides, named=True, days=20, amount=9_900),
    _hand(6, gateway_acts.pay_in_dollars, named=True),
    _hand(7, office_acts.refund_last_charge, reason="회원 요청으로 환불"),
    _hand(5, gateway_acts.refund_at_console, amount=0, reason="고객 요청"),
    _hand(8, member_acts.ask_refund, kind=ClaimKind.MID_TERM, reason="다음 주에 이사를 가요"),
    # The ninth no longer pays on, so who was the tenth is.
    _hand(8, office_acts.take_complaint, said="앱에서 결제 내역이 보이지 않는다고 전화하심"),
]


def write_mishaps(diary: Diary[Stage], until: datetime) -> None:
    for number, (days, mishap) in enumerate(_MISHAPS):
        at = kst_instant(kst_date(until - timedelta(days=days)), 15) + timedelta(minutes=number)
        _write(diary, at, mishap)
    for number, mishap in enumerate(_JUST_NOW):
        _write(diary, until - timedelta(minutes=50 - number), mishap)


def _write(diary: Diary[Stage], at: datetime, mishap: Mishap) -> None:
    diary.write(at, partial(_play, mishap=mishap, order=f"console{at:%Y%m%d%H%M}"))


def _play(stage: Stage, *, mishap: Mishap, order: str) -> None:
    mishap(stage, order)
