"""What a transfer of a member can buy, and what it will do: asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

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
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus, grace_ends


@dataclass(frozen=True)
class Transfer:
    """`amount` is whole won, `at` when it came (aware UTC). `rejoin`: a person says that a member
    whose time is over begins again with it."""

    amount: int
    at: datetime
    rejoin: bool = False


def latest_subscription(session: Session, member_id: str) -> Subscription:
    """Raises Refusal "never_subscribed"."""
    latest = session.scalar(
        select(Subscription)
        .where(Subscription.member_id == member_id)
        .order_by(Subscription.created_at.desc())
        .limit(1)
    )
    if latest is None:
        raise Refusal(
            "never_subscribed",
            "가입한 적이 없는 회원이라 어떤 상품의 결제인지 알 수 없습니다. 먼저 카드로 가입해 달라고 안내해 주세요.",
            member=member_id,
        )
    return latest


def payment_of(record: PaymentRecord) -> Payment:
    """As the settlement of a period wants it."""
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
    """Raises Refusal: "not_the_price", "recorded_before", "already_cancelling", "outcome_open",
    "being_ended", "transfer_too_old", "say_rejoin"."""
    ids = {"member": subscription.member_id, "subscription": subscription.id}
    if transfer.amount != subscription.price:
        raise Refusal(
            "not_the_price",
            f"이 회원의 요금은 {subscription.price:,}원입니다. 한 기간의 요금만 기록할 수 있습니다.",
            **ids,
        )
    if _recorded_before(session, subscription, transfer):
        raise Refusal(
            "recorded_before",
            "같은 날 같은 금액의 계좌 이체가 이미 기록되어 있습니다. 잘못된 기록이면 먼저 되돌려 주세요.",
            **ids,
        )
    if subscription.status is SubscriptionStatus.CANCELLING:
        raise Refusal(
            "already_cancelling",
            "해지 신청 중인 회원입니다. 다시 이용하려면 해지를 철회해 주세요.",
            **ids,
        )
    refuse_while_charging(session, subscription, now)
    if subscription.status.open and not _in_time(subscription, transfer, policy):
        raise Refusal(
            "being_ended",
            "유예가 끝나 정리되는 정기결제입니다. 몇 분 뒤 재가입으로 기록해 주세요.",
            **ids,
        )
    if subscription.status.open and not _time_is_left(subscription, transfer, now):
        raise Refusal(
            "transfer_too_old",
            "이 입금으로 살 기간이 이미 지났습니다. 지금 가입을 끝낸 뒤 재가입으로 기록해 주세요.",
            **ids,
        )
    if begins_again(session, subscription, transfer, policy, now) and not transfer.rejoin:
        raise Refusal(
            "say_rejoin",
            "이용이 끝난 회원입니다. 다시 이용하기로 했다면 ‘재가입’을 골라 주세요.",
            **ids,
        )


def refuse_while_charging(session: Session, subscription: Subscription, now: datetime) -> None:
    """Raises Refusal "outcome_open"."""
    live = live_charge(session, subscription.id)
    if live is not None and (live.state is not ChargeState.BOOKED or live.due_at <= now):
        raise Refusal(
            "outcome_open",
            "이 기간의 카드 결제가 진행 중이라 두 번 받을 수 있습니다. 결과가 나온 뒤 다시 해 주세요.",
            member=subscription.member_id,
            subscription=subscription.id,
        )


def foresee_transfer(
    session: Session, member_id: str, transfer: Transfer, policy: BillingPolicy, now: datetime
) -> Iterator[Effect]:
    """The dry run of recording it. Raises what the recording would refuse."""
    subscription = latest_subscription(session, member_id)
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
    if session.get_one(Member, subscription.member_id).permission is Permission.FREE:
        yield effect(EffectCode.GIVES_ACCESS)
