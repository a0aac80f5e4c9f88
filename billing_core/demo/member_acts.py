"""What members do, through the same steps the company's app calls for them."""

from datetime import timedelta

from billing_core.demo.stage import Stage
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.claim_refund import claim_refund
from billing_core.lifecycle.claimed_payment import claimable_payments
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.models import Checkout
from billing_core.rules.actor import member_acting
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.plan import Plan
from billing_core.rules.refund_claim import ClaimKind
from billing_core.rules.subscription import SubscriptionStatus

AT_THE_WINDOW = timedelta(seconds=95)  # how long it takes to type in a card


def register_card(stage: Stage, *, app_id: str, name: str, plan: Plan, card: str) -> None:
    """Registers a card: checkout, the PG's window, the issuance's webhook, and what follows."""
    checkout = _start_checkout(stage, app_id, name, plan)
    stage.move_to(stage.now + AT_THE_WINDOW)
    stage.sandbox.issue(
        checkout.customer_uid,
        merchant_uid=checkout.merchant_uid,
        amount=checkout.amount,
        card=card,
        name=checkout.plan_name,
        buyer_name=name,
        notice_url=stage.system.settings.notice_url,
    )
    stage.work()


def change_card(stage: Stage, *, app_id: str, name: str, plan: Plan, card: str) -> None:
    """A member whose card no longer works brings another; it is charged within minutes."""
    subscription = stage.subscription(app_id)
    if subscription is None or subscription.status is SubscriptionStatus.CANCELLING:
        return
    register_card(stage, app_id=app_id, name=name, plan=plan, card=card)
    stage.later(Stage.work, minutes=6)


def cancel(
    stage: Stage,
    *,
    app_id: str,
    reason: str,
    reason_code: CancelReason | None = None,
    noticed: bool = True,
) -> None:
    """Asks to stop. `noticed` False: the worker does not come round before the next event."""
    subscription = stage.subscription(app_id)
    if subscription is None or subscription.status is SubscriptionStatus.CANCELLING:
        return
    with stage.system.database.writing() as session:
        member = the_member(session, app_id)
        request_cancellation(
            session,
            cancellation_id=stage.system.new_id(),
            member=member,
            reason=reason,
            reason_code=reason_code,
            actor=member_acting(member.id),
            now=stage.now,
        )
    if noticed:
        stage.work()


def withdraw(stage: Stage, *, app_id: str) -> None:
    subscription = stage.subscription(app_id)
    if subscription is None or subscription.status is not SubscriptionStatus.CANCELLING:
        return
    with stage.system.database.writing() as session:
        member = the_member(session, app_id)
        withdraw_cancellation(session, member=member, actor=member_acting(member.id), now=stage.now)
    stage.work()


def ask_refund(stage: Stage, *, app_id: str, kind: ClaimKind, reason: str) -> None:
    """Wants the last payment back, by the member's own page."""
    with stage.system.database.writing() as session:
        member = the_member(session, app_id)
        payments = claimable_payments(session, member.id, at_most=1)
        if payments:
            claim_refund(
                session,
                member,
                payments[0].imp_uid,
                claim_id=stage.system.new_id(),
                cancellation_id=stage.system.new_id(),
                kind=kind,
                reason=reason,
                actor=member_acting(member.id),
                now=stage.now,
            )


def _start_checkout(stage: Stage, app_id: str, name: str, plan: Plan) -> Checkout:
    with stage.system.database.writing() as session:
        return start_checkout(
            session,
            checkout_id=stage.system.new_id(),
            app_id=app_id,
            member_name=name,
            plan=plan,
            now=stage.now,
        )
