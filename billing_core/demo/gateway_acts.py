"""What happens at the gateway: cards that stop working, lost webhooks, hands at the console."""

from datetime import datetime, timedelta

from sqlalchemy import select

from billing_core.demo.stage import Stage
from billing_core.models import Charge, Member, PaymentRecord, Subscription
from billing_core.rules.charge import ChargeState
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox import CardOutcome, Fault, FaultKind
from billing_core.sandbox.notice import Notice


def card_answers(stage: Stage, *, app_id: str, outcome: CardOutcome, from_at: datetime) -> None:
    """Sets how the member's present card answers from an instant on, perhaps one to come."""
    subscription = stage.subscription(app_id)
    if subscription is not None:
        stage.sandbox.set_card(subscription.customer_uid, outcome, int(from_at.timestamp()))


def lose_webhook(stage: Stage, *, app_id: str) -> None:
    """Loses the webhook of the member's next booking; the sweep will find the payment."""
    _at_the_next_booking(stage, app_id, FaultKind.WEBHOOK_LOST)


def double_webhook(stage: Stage, *, app_id: str) -> None:
    _at_the_next_booking(stage, app_id, FaultKind.WEBHOOK_DOUBLED)


def delay_webhook(stage: Stage, *, app_id: str) -> None:
    _at_the_next_booking(stage, app_id, FaultKind.WEBHOOK_DELAYED, seconds=2_400)
    stage.later(Stage.work, hours=1)


def reorder_webhook(stage: Stage, *, app_id: str) -> None:
    """Lets another webhook overtake that of the member's next booking."""
    _at_the_next_booking(stage, app_id, FaultKind.WEBHOOK_REORDERED, seconds=2_400)
    stage.later(Stage.work, hours=1)


def _at_the_next_booking(stage: Stage, app_id: str, kind: FaultKind, *, seconds: int = 60) -> None:
    subscription = stage.subscription(app_id)
    if subscription is not None:
        name = ChargeRef(subscription.id, subscription.periods_paid, 1).merchant_uid
        stage.sandbox.arm(Fault(kind, operation="reservation", merchant_uid=name, seconds=seconds))


def retry_at_console(stage: Stage, *, app_id: str) -> None:
    """Somebody presses "retry" for a failed booking: a late approval under the same name."""
    subscription = stage.subscription(app_id)
    if subscription is None or subscription.status is not SubscriptionStatus.PAST_DUE:
        return
    name = ChargeRef(subscription.id, subscription.periods_paid, 1).merchant_uid
    stage.sandbox.set_card(subscription.customer_uid, CardOutcome.APPROVED)
    stage.call_gateway(f"/subscribe/payments/schedule/{name}/retry", {})
    stage.work()


def refund_at_console(stage: Stage, *, app_id: str, amount: int, reason: str) -> None:
    """Refunds `amount` whole won of the last charge, 0: all of it. The gateway tells us."""
    imp_uid = last_paid(stage, app_id)
    if imp_uid:
        stage.sandbox.refund_at_console(imp_uid, amount, reason)
        stage.work()


def refund_by_api(stage: Stage, *, app_id: str, amount: int, reason: str) -> None:
    """Another program of the company refunds; no webhook tells us, the sweep does."""
    imp_uid = last_paid(stage, app_id)
    if imp_uid:
        stage.call_gateway(
            "/payments/cancel", {"imp_uid": imp_uid, "amount": amount, "reason": reason}
        )
        stage.later(Stage.sweep, minutes=10)


def charge_twice(stage: Stage, *, app_id: str, order: str) -> None:
    """Somebody charges a member at the console who has paid for this month already."""
    subscription = stage.subscription(app_id)
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


def revoke_booking(stage: Stage, *, app_id: str) -> None:
    if name := _booked(stage, app_id):
        stage.sandbox.revoke_at_console(name)


def move_booking(stage: Stage, *, app_id: str, days: int) -> None:
    if name := _booked(stage, app_id):
        [shown] = [one for one in stage.sandbox.schedules() if one["merchant_uid"] == name]
        at = int(str(shown["schedule_at"])) + days * 86_400
        stage.sandbox.move_at_console(name, at)


def book_besides(stage: Stage, *, app_id: str, order: str, days: int, amount: int = 0) -> None:
    """A second booking of the member; `amount` whole won, 0 for the member's own price."""
    subscription = stage.subscription(app_id)
    if subscription is not None:
        at = int((stage.now + timedelta(days=days)).timestamp())
        won = amount or subscription.price
        stage.sandbox.book_at_console(subscription.customer_uid, order, at, won)


def pay_in_dollars(stage: Stage, *, app_id: str, order: str) -> None:
    """The company's shop abroad charges the member's card through the same account."""
    subscription = stage.subscription(app_id)
    if subscription is not None:
        card = {"customer_uid": subscription.customer_uid, "customer_uid_usage": "payment"}
        money = {"amount": 19.99, "currency": "USD", "status": "paid"}
        at = int(stage.now.timestamp())
        named = {"imp_uid": f"imp_{at}", "merchant_uid": order, "paid_at": at}
        stage.sandbox.put_payment(named | card | money)


def retry_long_after(stage: Stage) -> None:
    """Somebody retries, at the console, the refused booking of a member who left for it."""
    with stage.system.database.reading() as session:
        refused = session.execute(
            select(Charge, Member.app_id)
            .join(Member, Member.id == Charge.member_id)
            .join(Subscription, Subscription.id == Charge.subscription_id)
            .where(
                Charge.state == ChargeState.FAILED,
                Charge.attempt == 1,
                Charge.period > 0,
                Subscription.end_kind == EndKind.INVOLUNTARY,
            )
            .order_by(Charge.due_at.desc())
        ).all()
    held = {str(one["customer_uid"]) for one in stage.sandbox.billing_keys()}
    for charge, app_id in refused:
        if charge.customer_uid in held and stage.subscription(app_id) is None:
            stage.sandbox.set_card(charge.customer_uid, CardOutcome.APPROVED)
            stage.sandbox.retry_at_console(charge.merchant_uid)
            stage.work()
            return


def ring_for_another_shop(stage: Stage, *, order: str) -> None:
    """Sends a notice of a payment that is not there, tried until the machine gives up."""
    at = int(stage.now.timestamp())
    url = stage.system.settings.notice_url
    stage.hear(Notice(url, "json", f"imp_{at}", order, "paid", cause="forged", created_at=at))
    for minutes in (0, 1, 3, 6, 11, 20, 40):
        stage.later(Stage.listen, minutes=minutes)


def _booked(stage: Stage, app_id: str) -> str:
    """Our own booking of the member's next charge; empty when there is none."""
    with stage.system.database.reading() as session:
        found = session.scalar(
            select(Charge.merchant_uid)
            .join(Member, Member.id == Charge.member_id)
            .where(Member.app_id == app_id, Charge.state == ChargeState.BOOKED)
        )
    return found or ""


def leave_booking_behind(stage: Stage, *, app_id: str, order: str, days: int) -> None:
    """Somebody books a charge at the console for a member who is leaving."""
    subscription = stage.subscription(app_id)
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


def type_in_card(stage: Stage, *, order: str, amount: int, name: str, app_id: str = "") -> None:
    """A card typed in by hand: with a member, a billing key *and* a real charge at once."""
    subscription = stage.subscription(app_id)
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


def last_paid(stage: Stage, app_id: str) -> str:
    """The imp_uid of the member's latest paid charge of which something is left; empty when there
    is none."""
    left = PaymentRecord.cancel_amount < PaymentRecord.amount
    with stage.system.database.reading() as session:
        found = session.scalar(
            select(Charge.imp_uid)
            .join(PaymentRecord, PaymentRecord.imp_uid == Charge.imp_uid)
            .join(Member, Member.id == Charge.member_id)
            .where(Member.app_id == app_id, Charge.state == ChargeState.PAID, left)
            .order_by(Charge.due_at.desc())
            .limit(1)
        )
    return found or ""
