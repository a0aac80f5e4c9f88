"""What happens at the gateway: cards that stop working, lost webhooks, hands at the console."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from billing_core.demo.stage import Stage
from billing_core.models import Charge
from billing_core.rules.charge import ChargeState
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox import CardOutcome, Fault, FaultKind


def card_answers(stage: Stage, *, member_id: str, outcome: CardOutcome, from_at: datetime) -> None:
    """From an instant on, perhaps one to come, the member's present card answers like this."""
    subscription = stage.subscription(member_id)
    if subscription is not None:
        stage.sandbox.set_card(subscription.customer_uid, outcome, int(from_at.timestamp()))


def lose_webhook(stage: Stage, *, member_id: str) -> None:
    """The webhook of the member's next booking vanishes; the sweep will find the payment."""
    _at_the_next_booking(stage, member_id, FaultKind.WEBHOOK_LOST)


def double_webhook(stage: Stage, *, member_id: str) -> None:
    _at_the_next_booking(stage, member_id, FaultKind.WEBHOOK_DOUBLED)


def delay_webhook(stage: Stage, *, member_id: str) -> None:
    _at_the_next_booking(stage, member_id, FaultKind.WEBHOOK_DELAYED, seconds=2_400)
    stage.later(Stage.work, hours=1)


def reorder_webhook(stage: Stage, *, member_id: str) -> None:
    """The next webhook overtakes it."""
    _at_the_next_booking(stage, member_id, FaultKind.WEBHOOK_REORDERED, seconds=2_400)
    stage.later(Stage.work, hours=1)


def _at_the_next_booking(
    stage: Stage, member_id: str, kind: FaultKind, *, seconds: int = 60
) -> None:
    subscription = stage.subscription(member_id)
    if subscription is not None:
        name = ChargeRef(subscription.id, subscription.periods_paid, 1).merchant_uid
        stage.sandbox.arm(Fault(kind, operation="reservation", merchant_uid=name, seconds=seconds))


def retry_at_console(stage: Stage, *, member_id: str) -> None:
    """Somebody presses "retry" for a failed booking: a late approval under the same name."""
    subscription = stage.subscription(member_id)
    if subscription is None or subscription.status is not SubscriptionStatus.PAST_DUE:
        return
    name = ChargeRef(subscription.id, subscription.periods_paid, 1).merchant_uid
    stage.sandbox.set_card(subscription.customer_uid, CardOutcome.APPROVED)
    stage.call_gateway(f"/subscribe/payments/schedule/{name}/retry", {})
    stage.work()


def refund_at_console(stage: Stage, *, member_id: str, amount: int, reason: str) -> None:
    """`amount` whole won; 0 gives all of the last charge back. The gateway tells us."""
    imp_uid = last_paid(stage, member_id)
    if imp_uid:
        stage.sandbox.refund_at_console(imp_uid, amount, reason)
        stage.work()


def refund_by_api(stage: Stage, *, member_id: str, amount: int, reason: str) -> None:
    """Another program of the company refunds; no webhook tells us, the sweep does."""
    imp_uid = last_paid(stage, member_id)
    if imp_uid:
        stage.call_gateway(
            "/payments/cancel", {"imp_uid": imp_uid, "amount": amount, "reason": reason}
        )
        stage.later(Stage.sweep, minutes=10)


def charge_twice(stage: Stage, *, member_id: str, order: str) -> None:
    """Somebody charges a member at the console who has paid for this month already."""
    subscription = stage.subscription(member_id)
    if subscription is not None:
        stage.call_gateway(
            "/subscribe/payments/again",
            {
                "customer_uid": subscription.customer_uid,
                "merchant_uid": order,
                "amount": subscription.price,
                "name": subscription.plan_name,
                "notice_url": stage.system.settings.notice_url,
            },
        )
        stage.work()


def leave_booking_behind(stage: Stage, *, member_id: str, order: str, days: int) -> None:
    """Somebody books a charge at the console for a member who is leaving."""
    subscription = stage.subscription(member_id)
    if subscription is not None:
        booking = {
            "merchant_uid": order,
            "schedule_at": int((stage.now + timedelta(days=days)).timestamp()),
            "amount": subscription.price,
            "name": subscription.plan_name,
            "notice_url": stage.system.settings.notice_url,
        }
        stage.call_gateway(
            "/subscribe/payments/schedule",
            {"customer_uid": subscription.customer_uid, "schedules": [booking]},
        )


def type_in_card(stage: Stage, *, order: str, amount: int, name: str, member_id: str = "") -> None:
    """A card typed in by hand: with a member, a billing key *and* a real charge at once."""
    subscription = stage.subscription(member_id)
    stage.call_gateway(
        "/subscribe/payments/onetime",
        {
            "merchant_uid": order,
            "amount": amount,
            "card_number": "9367-0000-0000-0001",
            "expiry": "2029-05",
            "name": name,
            "notice_url": stage.system.settings.notice_url,
        }
        | ({"customer_uid": subscription.customer_uid} if subscription else {}),
    )
    stage.work()


def last_paid(stage: Stage, member_id: str) -> str:
    """The imp_uid of the member's latest paid charge; empty when there is none."""
    with stage.system.database.reading() as session:
        found = session.scalar(
            select(Charge.imp_uid)
            .where(Charge.member_id == member_id, Charge.state == ChargeState.PAID)
            .order_by(Charge.due_at.desc())
            .limit(1)
        )
    return found or ""
