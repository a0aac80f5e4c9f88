"""Cures of findings about a member's subscription, access and permission."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.change_access import end_access
from billing_core.lifecycle.end_subscription import give_up_first_charge, make_downgrade_due
from billing_core.lifecycle.ended_by_us import ask_about_ended, undecided
from billing_core.lifecycle.lock import lock_subscription
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import begin_subscription, open_subscription, use_card
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.transfer_terms import refuse_while_charging
from billing_core.models import (
    Card,
    Checkout,
    JobKind,
    Member,
    Subscription,
)
from billing_core.rules.act import Act
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System


def treat_as_cancelled(system: System, asked: AskedCure) -> None:
    """Cancel as if the member had asked to: access until paid-through, nothing more is charged."""
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)
        member = session.get_one(Member, asked.finding.member_id)
        if not asked_about_open(session, member.id, asked.text("subscription_id")):
            return  # it has ended meanwhile; whoever has come back has not stopped
        request_cancellation(
            session,
            cancellation_id=system.new_id(),
            member=member,
            reason=asked.reason,
            actor=asked.actor,
            now=now,
        )


def asked_about_open(session: Session, member_id: int, subscription_id: str) -> bool:
    """The subscription that a finding names is the member's open one, or it names none."""
    subscription = open_subscription(session, member_id, lock=False)
    return subscription is not None and subscription_id in ("", subscription.id)


def keep_access(system: System, asked: AskedCure) -> None:
    """Keep access after a refund: the next charge stands, or is booked again."""
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)
        session.flush()
        subscription = lock_subscription(session, asked.text("subscription_id"))
        if subscription.status.billable and not open_questions(session, subscription):
            enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)


def end_access_now(system: System, asked: AskedCure) -> None:
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)
        subscription = lock_subscription(session, asked.text("subscription_id"))
        if subscription.status is SubscriptionStatus.ENDED:
            return
        end_access(
            session,
            subscription.id,
            cancellation_id=system.new_id(),
            reason=asked.reason,
            actor=asked.actor,
            now=now,
        )


def begin_with_card(system: System, asked: AskedCure) -> None:
    """Charge this card from now on, as the member was asked; begin a subscription if there is none.

    Raises Refusal "card_gone", "already_cancelling".
    """
    with system.database.writing() as session:
        now = system.clock.now()
        checkout = checkout_to_use(session, asked.text("checkout_id"))
        subscription = open_subscription(session, checkout.member_id)
        if subscription is None:
            begin_subscription(session, _own_name(session, system, checkout), now, now)
        else:
            refuse_cancelling(subscription)
            use_card(session, subscription, checkout, now)
        asked.close(session, now)


def checkout_to_use(session: Session, checkout_id: str) -> Checkout:
    """The checkout whose card is to be charged. Raises Refusal "card_gone"."""
    checkout = session.get_one(Checkout, checkout_id)
    card = session.get(Card, checkout.customer_uid)
    if card is None or card.deleted_at is not None:
        raise Refusal(RefusalCode.CARD_GONE, customer_uid=checkout.customer_uid)
    return checkout


def refuse_cancelling(subscription: Subscription) -> None:
    if subscription.status is SubscriptionStatus.CANCELLING:
        raise Refusal(RefusalCode.ALREADY_CANCELLING, member=subscription.member_id)


def _own_name(session: Session, system: System, checkout: Checkout) -> Checkout:
    """A subscription takes its id from its checkout; where that one is taken, from another."""
    if session.get(Subscription, checkout.id) is None:
        return checkout
    return Checkout(
        id=system.new_id(),
        member_id=checkout.member_id,
        plan_id=checkout.plan_id,
        plan_name=checkout.plan_name,
        amount=checkout.amount,
        months=checkout.months,
        customer_uid=checkout.customer_uid,
    )


def try_first_charge(system: System, asked: AskedCure) -> None:
    """Make the first charge now, as the member was asked. The finding closes."""
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, asked.subject)
        if subscription.status is not SubscriptionStatus.PENDING:
            asked.close(session, now)
            return
        refuse_while_charging(session, subscription, now)
        subscription.fresh_since = now
        enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)
        record_act(
            session,
            Act.CHARGE_RETRY_ASKED,
            at=now,
            actor=asked.actor,
            member_id=subscription.member_id,
            subject=subscription.id,
            reason=asked.reason,
        )
        asked.close(session, now)


def end_first_charge(system: System, asked: AskedCure) -> None:
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, asked.subject)
        if subscription.status is SubscriptionStatus.PENDING:
            give_up_first_charge(session, subscription, asked.actor, now)
        asked.close(session, now)


def resume_from_today(system: System, asked: AskedCure) -> None:
    """All who ended by our fault begin again today on their own terms; nothing past is charged."""
    with system.database.writing() as session:
        now = system.clock.now()
        for ended in can_resume(session):
            again = Checkout(
                id=system.new_id(),
                member_id=ended.member_id,
                plan_id=ended.plan_id,
                plan_name=ended.plan_name,
                amount=ended.price,
                months=ended.months,
                customer_uid=ended.customer_uid,
            )
            begun = begin_subscription(session, again, now, now)
            _record_decision(session, asked, ended, now, begun.id)
        _those_left_are_due(session, asked, system)


def can_resume(session: Session) -> list[Subscription]:
    """Of those who ended by our fault, who has nothing else and a card that can be charged."""
    return [
        ended
        for ended in undecided(session)
        if open_subscription(session, ended.member_id, lock=False) is None
        and not _card_gone(session, ended)
    ]


def _card_gone(session: Session, subscription: Subscription) -> bool:
    card = session.get(Card, subscription.customer_uid)
    return card is None or card.deleted_at is not None


def end_them(system: System, asked: AskedCure) -> None:
    """They ended: each becomes a due downgrade, which a person approves."""
    with system.database.writing() as session:
        _those_left_are_due(session, asked, system)


def _those_left_are_due(session: Session, asked: AskedCure, system: System) -> None:
    now = system.clock.now()
    session.flush()
    for ended in undecided(session):
        make_downgrade_due(session, ended, now)
        _record_decision(session, asked, ended, now, "")
    session.flush()
    asked.close(session, now)
    ask_about_ended(session, now)


def _record_decision(
    session: Session, asked: AskedCure, ended: Subscription, now: datetime, begun: str
) -> None:
    record_act(
        session,
        Act.SUBSCRIPTION_DECIDED,
        at=now,
        actor=asked.actor,
        member_id=ended.member_id,
        subject=ended.id,
        cure=str(asked.cure),
        begun=begun,
        reason=asked.reason,
    )
