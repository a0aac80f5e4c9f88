"""A person accepts money that came for a time already over: it buys time from now.

A new subscription begins with that payment: dated at the payment, its time counted from the
day of the decision. The old one stays ended, and its refused period stays refused.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.begin_again import Sold, begin_again
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Card, Charge, PaymentRecord, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.permission import PermissionCause
from billing_core.rules.refusal import Refusal, RefusalCode


def accept_payment(
    session: Session,
    paid: Charge,
    record: PaymentRecord,
    *,
    subscription_id: str,
    actor: Actor,
    now: datetime,
) -> Subscription:
    """Begin a subscription with the money of `paid`, a charge that came too late, by its own terms.

    Raises Refusal: "not_allowed", "goes_on" (the member has a subscription by now), "given_back".
    """
    require_approver(actor, Guarded.ACCEPT_PAYMENT)
    refuse_unacceptable(session, paid, record)
    subscription = begin_again(
        session,
        Sold(
            member_id=paid.member_id,
            plan_id=paid.plan_id,
            plan_name=paid.plan_name,
            amount=paid.amount,
            months=paid.months,
            customer_uid=paid.customer_uid,
        ),
        imp_uid=paid.imp_uid,
        subscription_id=subscription_id,
        cause=PermissionCause.ACCEPTED,
        actor=actor,
        now=now,
    )
    record_act(
        session,
        Act.PAYMENT_ACCEPTED,
        at=now,
        actor=actor,
        member_id=paid.member_id,
        subject=record.imp_uid,
        subscription=subscription.id,
        paid_through=subscription.paid_through,
    )
    return subscription


def refuse_unacceptable(session: Session, paid: Charge, record: PaymentRecord) -> None:
    """Check that late money can buy time. Raises Refusal: "given_back", "goes_on", "card_gone"."""
    if record.cancel_amount >= record.amount:
        raise Refusal(RefusalCode.GIVEN_BACK, imp_uid=record.imp_uid)
    if open_subscription(session, paid.member_id, lock=False) is not None:
        raise Refusal(RefusalCode.GOES_ON, member=paid.member_id)
    card = session.get(Card, paid.customer_uid)
    if card is None or card.deleted_at is not None:
        raise Refusal(RefusalCode.CARD_GONE_ACCEPT, member=paid.member_id)
