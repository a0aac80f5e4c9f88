"""Record a bank transfer (계좌 이체): a period that was paid to the company's account.

It buys the next period by the plan's terms, so whatever is booked for that period is taken back
and the next booking stands at the new paid-through. The gateway's book cannot show it: in the
ledger it is an entry of its own kind, a named exception where the two books are compared.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle import transfer_terms
from billing_core.lifecycle.begin_again import Sold, begin_again, settled_charge
from billing_core.lifecycle.buy_period import buy_period
from billing_core.lifecycle.lock import lock_subscription
from billing_core.lifecycle.move import move_charge
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.payment_names import name_payment
from billing_core.lifecycle.question import close_questions_about_next_charge
from billing_core.lifecycle.record_by_hand import require_told
from billing_core.lifecycle.send_charge import attempts
from billing_core.lifecycle.write_entries import Fact, write_entries
from billing_core.models import EntryKind, Member, NameKind, PaymentRecord, Subscription
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.period import due_at
from billing_core.rules.permission import PermissionCause
from billing_core.rules.source import Source
from billing_core.rules.subscription import BillingPolicy
from billing_core.rules.transitions import ChargeEvent


@dataclass(frozen=True)
class Recording:
    """By whom, when, and the new id under which the money is kept."""

    id: str
    actor: Actor
    now: datetime


def record_transfer(
    session: Session,
    member: Member,
    transfer: transfer_terms.Transfer,
    *,
    reason: str,
    evidence: str,
    policy: BillingPolicy,
    by: Recording,
) -> Subscription:
    """Enter a transfer in the ledger and give the period it buys. Raises Refusal: "not_allowed",
    "no_reason", "no_evidence", "in_future", and those of `transfer_terms`."""
    require_approver(by.actor, Guarded.RECORD_TRANSFER)
    said = require_told(reason=reason, evidence=evidence, at=transfer.at, now=by.now)
    subscription = lock_subscription(
        session, transfer_terms.latest_subscription(session, member).id
    )
    transfer_terms.refuse_impossible(session, subscription, transfer, policy, by.now)
    record = _remember(session, subscription, transfer, by)
    entry = Fact(EntryKind.TRANSFER_PAYMENT, "", transfer.amount, transfer.at)
    write_entries(
        session, record, [entry], source=Source.BY_HAND, now=by.now, actor=by.actor, said=said
    )
    if transfer_terms.begins_again(session, subscription, transfer, policy, by.now):
        subscription = begin_again(
            session,
            _sold(subscription),
            imp_uid=record.imp_uid,
            subscription_id=by.id,
            cause=PermissionCause.TRANSFER,
            actor=by.actor,
            now=by.now,
        )
        record.subscription_id = subscription.id
    else:
        _buy_next(session, subscription, record, policy, by.now)
    return subscription


def _remember(
    session: Session, subscription: Subscription, transfer: transfer_terms.Transfer, by: Recording
) -> PaymentRecord:
    number = f"transfer-{by.id}"
    record = PaymentRecord(
        imp_uid=number,
        merchant_uid=number,
        member_id=subscription.member_id,
        subscription_id=subscription.id,
        payment_class=PaymentClass.CHARGE,
        reason=None,
        status=PaymentStatus.PAID,
        amount=transfer.amount,
        cancel_amount=0,
        started_at=transfer.at,
        paid_at=transfer.at,
        card_name="계좌 이체",
        source=Source.BY_HAND,
        first_seen_at=by.now,
        read_at=by.now,
        raw={},
    )
    session.add(record)
    session.flush()
    name_payment(session, record, (NameKind.FILE, number))
    return record


def _sold(ended: Subscription) -> Sold:
    return Sold(
        member_id=ended.member_id,
        plan_id=ended.plan_id,
        plan_name=ended.plan_name,
        amount=ended.price,
        months=ended.months,
        customer_uid=ended.customer_uid,
    )


def _buy_next(
    session: Session,
    subscription: Subscription,
    record: PaymentRecord,
    policy: BillingPolicy,
    now: datetime,
) -> None:
    """No card has paid it, so no older card is let go for it."""
    period, tried = subscription.periods_paid, attempts(session, subscription)
    first = subscription.anchor is None
    charge = settled_charge(
        subscription,
        period=period,
        attempt=max((one.attempt for one in tried), default=0) + 1,
        due_at=now if first else due_at(subscription.terms, period, policy.charge_hour),
        now=now,
    )
    charge.customer_uid, charge.imp_uid = "", record.imp_uid
    session.add(charge)
    session.flush()
    move_charge(charge, ChargeEvent.CAPTURED, now)
    buy_period(session, charge, subscription, transfer_terms.payment_of(record), now=now)
    close_questions_about_next_charge(session, subscription, now, FindingAnswer.PAID_BY_TRANSFER)
    close_finding(
        session,
        FindingKind.FIRST_CHARGE_STUCK,
        subscription.id,
        now=now,
        answer=FindingAnswer.PAID_BY_TRANSFER,
    )
