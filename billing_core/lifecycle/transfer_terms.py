"""What a bank transfer can buy, and what it will do: checked before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.foreseen import booking_after, revokes_own
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import (
    Downgrade,
    EntryKind,
    LedgerEntry,
    Member,
    PaymentRecord,
    Subscription,
    standing_payment,
)
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.period import Terms, period_start
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus, grace_ends


@dataclass(frozen=True)
class Transfer:
    """A bank transfer: `amount` in whole won, `at` when it came (aware UTC). `rejoin`: a person
    says that a member whose time is over begins again with it."""

    amount: int
    at: datetime
    rejoin: bool = False


def latest_subscription(session: Session, member: Member) -> Subscription:
    """The member's latest subscription, for a transfer. Raises Refusal: "never_subscribed",
    "member_forgotten"."""
    require_not_forgotten(member)
    latest = session.scalar(
        select(Subscription)
        .where(Subscription.member_id == member.id)
        .order_by(Subscription.created_at.desc())
        .limit(1)
    )
    if latest is None:
        raise Refusal(RefusalCode.NEVER_SUBSCRIBED, member=member.app_id)
    return latest


def payment_of(record: PaymentRecord) -> Payment:
    """The record as a payment, as the settlement of a period wants it."""
    return Payment(
        imp_uid=record.imp_uid,
        merchant_uid=record.merchant_uid,
        status=PaymentStatus.PAID,
        amount=record.amount,
        paid_at=record.paid_at,
    )


def begins_again(
    session: Session,
    subscription: Subscription,
    transfer: Transfer,
    policy: BillingPolicy,
    now: datetime,
) -> bool:
    """The time it would continue is over: by the transfer's own day the grace had passed, or by now
    all of the period, or the member had stopped, or somebody has approved the downgrade since."""
    if subscription.status.open:
        return False
    approved = select(Downgrade.id).where(
        Downgrade.subscription_id == subscription.id, Downgrade.state == DowngradeState.APPROVED
    )
    return (
        not _in_time(subscription, transfer, policy)
        or not _time_is_left(subscription, transfer, now)
        or open_cancellation(session, subscription) is not None
        or session.scalar(approved.limit(1)) is not None
    )


def _in_time(subscription: Subscription, transfer: Transfer, policy: BillingPolicy) -> bool:
    if subscription.anchor is None:
        return subscription.status.open
    return transfer.at < grace_ends(subscription.terms, subscription.periods_paid, policy)


def _time_is_left(subscription: Subscription, transfer: Transfer, now: datetime) -> bool:
    """Of the period that it would buy: nothing is bought that is over already."""
    return now < period_start(_terms(subscription, transfer), subscription.periods_paid + 1)


def _terms(subscription: Subscription, transfer: Transfer) -> Terms:
    anchor = subscription.anchor or kst_date(transfer.at)
    return Terms(anchor, subscription.months, subscription.price, subscription.anchor_period)


def _recorded_before(session: Session, subscription: Subscription, transfer: Transfer) -> bool:
    """The same money: of this member, the same won on the same day, and not reversed."""
    entries = select(LedgerEntry.occurred_at).where(
        standing_payment(),
        LedgerEntry.kind == EntryKind.TRANSFER_PAYMENT,
        LedgerEntry.member_id == subscription.member_id,
        LedgerEntry.amount == transfer.amount,
    )
    return kst_date(transfer.at) in map(kst_date, session.scalars(entries))


def refuse_impossible(
    session: Session,
    subscription: Subscription,
    transfer: Transfer,
    policy: BillingPolicy,
    now: datetime,
) -> None:
    """Check that it can be recorded. Raises Refusal: "not_the_price", "recorded_before",
    "already_cancelling", "outcome_open", "being_ended", "transfer_too_old", "say_rejoin"."""
    ids = {"member": subscription.member_id, "subscription": subscription.id}
    if transfer.amount != subscription.price:
        raise Refusal(RefusalCode.NOT_THE_PRICE, price=subscription.price, **ids)
    if _recorded_before(session, subscription, transfer):
        raise Refusal(RefusalCode.RECORDED_BEFORE, **ids)
    if subscription.status is SubscriptionStatus.CANCELLING:
        raise Refusal(RefusalCode.ALREADY_CANCELLING, **ids)
    refuse_while_charging(session, subscription, now)
    if subscription.status.open and not _in_time(subscription, transfer, policy):
        raise Refusal(RefusalCode.BEING_ENDED, **ids)
    if subscription.status.open and not _time_is_left(subscription, transfer, now):
        raise Refusal(RefusalCode.TRANSFER_TOO_OLD, **ids)
    if begins_again(session, subscription, transfer, policy, now) and not transfer.rejoin:
        raise Refusal(RefusalCode.SAY_REJOIN, **ids)


def refuse_while_charging(session: Session, subscription: Subscription, now: datetime) -> None:
    """Refuse while a charge is due, on its way or unclear. Raises Refusal "outcome_open"."""
    live = live_charge(session, subscription.id)
    if live is not None and (live.state is not ChargeState.BOOKED or live.due_at <= now):
        raise Refusal(
            RefusalCode.OUTCOME_OPEN, member=subscription.member_id, subscription=subscription.id
        )


def foresee_transfer(
    session: Session, member: Member, transfer: Transfer, policy: BillingPolicy, now: datetime
) -> Iterator[Effect]:
    """The dry run of recording it. Raises what the recording would refuse."""
    subscription = latest_subscription(session, member)
    refuse_impossible(session, subscription, transfer, policy, now)
    yield effect(EffectCode.COUNTS, won=transfer.amount)
    live = live_charge(session, subscription.id)
    if live is not None:
        yield revokes_own(live)
    if begins_again(session, subscription, transfer, policy, now):
        terms, period = Terms(kst_date(now), subscription.months, subscription.price), 0
    else:
        terms = _terms(subscription, transfer)
        period = subscription.periods_paid
    since, until = period_start(terms, period), period_start(terms, period + 1)
    if subscription.paid_through == since:
        yield effect(EffectCode.PAID_THROUGH, before=since, after=until)
    else:
        yield effect(EffectCode.FIRST_PERIOD, since=since, until=until)
    yield booking_after(
        session, subscription, terms=terms, period=period + 1, policy=policy, now=now
    )
    if member.permission is Permission.FREE:
        yield effect(EffectCode.GIVES_ACCESS)
