"""A person accepts money that came for a time already over: it buys time from now.

A new subscription begins with that payment: dated at the payment, its time counted from the
day of the decision. The old one stays ended, and its refused period stays refused.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.cycles import charge_answered
from billing_core.jobs import enqueue
from billing_core.lifecycle.buy_period import begin_on, void_waiting_downgrades
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.move import move_charge, move_subscription
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import (
    Card,
    Charge,
    JobKind,
    Member,
    PaymentRecord,
    Subscription,
)
from billing_core.rules.actor import Actor, require_approver
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import ChargeEvent, SubscriptionEvent


def accept_payment(
    session: Session,
    paid: Charge,
    record: PaymentRecord,
    *,
    subscription_id: str,
    actor: Actor,
    now: datetime,
) -> Subscription:
    """`paid` is the charge whose money came too late; its own terms are bought.

    Raises Refusal: "not_allowed", "goes_on" (the member has a subscription by now), "given_back".
    """
    require_approver(actor, "결제를 받아들일")
    _refuse_unacceptable(session, paid, record)
    subscription = Subscription(
        id=subscription_id,
        member_id=paid.member_id,
        plan_id=paid.plan_id,
        plan_name=paid.plan_name,
        price=paid.amount,
        months=paid.months,
        customer_uid=paid.customer_uid,
        fresh_since=now,
        status=SubscriptionStatus.PENDING,
        created_at=now,
        periods_paid=0,
    )
    session.add(subscription)
    session.flush()
    charge = _accepted(paid, subscription, now)
    session.add(charge)
    session.flush()
    with charge_answered(session, charge):
        move_charge(charge, ChargeEvent.CAPTURED, now)  # the money is in the ledger already
        begin_on(subscription, charge, now)
        move_subscription(subscription, SubscriptionEvent.PAID, now)
    _give_permission(session, subscription, actor, now)
    void_waiting_downgrades(session, paid.member_id, now)
    enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    record_act(
        session,
        "payment.accepted",
        at=now,
        actor=actor,
        member_id=paid.member_id,
        subject=record.imp_uid,
        subscription=subscription.id,
        paid_through=subscription.paid_through,
    )
    return subscription


def _refuse_unacceptable(session: Session, paid: Charge, record: PaymentRecord) -> None:
    if record.cancel_amount >= record.amount:
        raise Refusal("given_back", "이미 전액 환불된 결제입니다.", imp_uid=record.imp_uid)
    if open_subscription(session, paid.member_id) is not None:
        raise Refusal(
            "goes_on",
            "이미 다른 정기결제를 이용 중인 회원입니다. 이 결제는 환불해 주세요.",
            member=paid.member_id,
        )
    card = session.get(Card, paid.customer_uid)
    if card is None or card.deleted_at is not None:
        raise Refusal(
            "card_gone",
            "이 카드의 등록 정보가 삭제되어 다음 결제를 예약할 수 없습니다. 환불하고 다시 가입해 달라고 안내해 주세요.",
            member=paid.member_id,
        )


def _accepted(paid: Charge, subscription: Subscription, now: datetime) -> Charge:
    return Charge(
        merchant_uid=ChargeRef(subscription.id, 0, 1).merchant_uid,
        subscription_id=subscription.id,
        member_id=paid.member_id,
        customer_uid=paid.customer_uid,
        period=0,
        attempt=1,
        amount=paid.amount,
        plan_id=paid.plan_id,
        plan_name=paid.plan_name,
        months=paid.months,
        how=ChargeHow.NOW,
        due_at=now,
        state=ChargeState.NOT_SENT,
        requested_at=now,
        requested_times=0,
        refused_times=0,
        unknown_reads=0,
        settled_at=now,
        imp_uid=paid.imp_uid,
    )


def _give_permission(
    session: Session, subscription: Subscription, actor: Actor, now: datetime
) -> None:
    member = session.get_one(Member, subscription.member_id, with_for_update=True)
    change_permission(
        session,
        member,
        Permission.PAID,
        now=now,
        actor=actor,
        cause="accepted",
        paid_through=subscription.paid_through,
    )
