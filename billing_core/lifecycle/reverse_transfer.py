"""A transfer that was recorded wrongly: the money is corrected, and the time it bought goes back.

The ledger keeps the wrong entry and the correction that reverses it.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.end_subscription import make_downgrade_due
from billing_core.lifecycle.foreseen import booking_after, revokes_own
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.move import move_subscription
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.reverse_payment import reverse_payment
from billing_core.lifecycle.transfer_terms import refuse_while_charging
from billing_core.lifecycle.write_entries import entries_of
from billing_core.models import Charge, EntryKind, Finding, JobKind, PaymentRecord, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.charge import ChargeState
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.finding import FindingKind
from billing_core.rules.period import period_start
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source
from billing_core.rules.subscription import BillingPolicy, EndKind
from billing_core.rules.transitions import SubscriptionEvent


def reverse_transfer(
    session: Session, imp_uid: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Reverse the money and the time: paid-through is again what it was before, and the next charge
    is booked for it; one who came back with this transfer alone ends, and a person approves the
    downgrade.

    Raises Refusal: "not_allowed", "no_reason", "not_by_transfer", "already_reversed",
    "later_paid", "outcome_open", "answer_first", "period_paid", "moved_since".
    """
    require_approver(actor, Guarded.REVERSE_RECORD)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON, imp_uid=imp_uid)
    record, charge = _recorded(session, imp_uid, now)
    subscription = lock_subscription(session, charge.subscription_id)
    reverse_payment(session, record, now=now, actor=actor)
    _take_time_back(session, charge, subscription, now)
    record_act(
        session,
        Act.PAYMENT_TRANSFER_REVERSED,
        at=now,
        actor=actor,
        member_id=record.member_id,
        subject=imp_uid,
        amount=record.amount,
        paid_through=subscription.paid_through,
        reason=reason.strip()[:400],
    )


def foresee_reversal(
    session: Session, imp_uid: str, policy: BillingPolicy, now: datetime
) -> Iterator[Effect]:
    """The dry run. Raises what the reversal would refuse."""
    record, charge = _recorded(session, imp_uid, now)
    subscription = session.get_one(Subscription, charge.subscription_id)
    yield effect(EffectCode.REVERSES, won=record.amount)
    live = live_charge(session, subscription.id)
    if live is not None:
        yield revokes_own(live)
    if charge.period == 0:
        if subscription.status.open:
            yield effect(EffectCode.DUE_DOWNGRADES, n=1)
        return
    assert charge.covers_from is not None and charge.covers_until is not None  # noqa: S101, PT018
    yield effect(EffectCode.PAID_THROUGH, before=charge.covers_until, after=charge.covers_from)
    if not subscription.status.billable:
        return
    if _refused(session, charge):
        yield effect(EffectCode.LADDER)
        return
    if now + policy.late_margin >= charge.covers_from + policy.grace:
        yield effect(EffectCode.GRACE_OVER)
        return
    yield booking_after(
        session,
        subscription,
        terms=subscription.terms,
        period=charge.period,
        policy=policy,
        now=now,
    )


def _recorded(session: Session, imp_uid: str, now: datetime) -> tuple[PaymentRecord, Charge]:
    record = session.get(PaymentRecord, imp_uid, with_for_update=True)
    charge = session.scalar(select(Charge).where(Charge.imp_uid == imp_uid))
    if record is None or record.source != Source.BY_HAND or charge is None:
        raise Refusal(RefusalCode.NOT_BY_TRANSFER, imp_uid=imp_uid)
    if EntryKind.CORRECTION in {entry.kind for entry in entries_of(session, record)}:
        raise Refusal(RefusalCode.ALREADY_REVERSED, imp_uid=imp_uid)
    subscription = session.get_one(Subscription, charge.subscription_id)
    if charge.covers_until != subscription.paid_through:
        raise Refusal(RefusalCode.LATER_PAID, imp_uid=imp_uid)
    _refuse_what_others_know(session, charge, subscription, now)
    return record, charge


def _refuse_what_others_know(
    session: Session, charge: Charge, subscription: Subscription, now: datetime
) -> None:
    """The time goes back only where nothing else has happened to it since."""
    ids = {"member": subscription.member_id, "subscription": subscription.id}
    refuse_while_charging(session, subscription, now)
    asked = select(Finding.id).where(
        Finding.member_id == subscription.member_id,
        Finding.resolved_at.is_(None),
        or_(
            Finding.kind == FindingKind.DOUBLE_CHARGE,
            Finding.kind.in_([kind for kind in FindingKind if kind.holds_booking]),
        ),
    )
    if session.scalar(asked.limit(1)) is not None:
        raise Refusal(RefusalCode.ANSWER_FIRST, **ids)
    by_card = (
        select(PaymentRecord.imp_uid)
        .join(Charge, Charge.imp_uid == PaymentRecord.imp_uid)
        .where(
            Charge.subscription_id == subscription.id,
            Charge.period == charge.period,
            Charge.state == ChargeState.PAID,
            Charge.merchant_uid != charge.merchant_uid,
            PaymentRecord.amount > PaymentRecord.cancel_amount,
        )
    )
    if session.scalar(by_card.limit(1)) is not None:
        raise Refusal(RefusalCode.PERIOD_PAID, **ids)
    if charge.period > 0 and charge.covers_from != period_start(subscription.terms, charge.period):
        raise Refusal(RefusalCode.MOVED_SINCE, **ids)


def _refused(session: Session, charge: Charge) -> bool:
    """The card was refused for this period before somebody recorded the transfer."""
    refused = select(Charge.merchant_uid).where(
        Charge.subscription_id == charge.subscription_id,
        Charge.period == charge.period,
        Charge.state == ChargeState.FAILED,
    )
    return session.scalar(refused.limit(1)) is not None


def _take_time_back(
    session: Session, charge: Charge, subscription: Subscription, now: datetime
) -> None:
    before = charge.covers_from
    charge.covers_from = charge.covers_until = None
    subscription.periods_paid = charge.period
    if charge.period > 0:
        subscription.paid_through = before
        if subscription.status.billable:
            if _refused(session, charge):
                move_subscription(subscription, SubscriptionEvent.DECLINED, now)
            enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
        return
    subscription.paid_through = min(now, subscription.paid_through or now)
    if subscription.status.open:
        move_subscription(subscription, SubscriptionEvent.ENDED, now)
        subscription.end_kind = EndKind.INVOLUNTARY
        enqueue(session, JobKind.REVOKE, subscription.id, now)
        make_downgrade_due(session, subscription, now)
