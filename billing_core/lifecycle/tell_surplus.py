"""Findings about money that was taken twice, or that nobody asked for."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.former_payment import is_former
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.other_hands import recognised
from billing_core.models import Cancellation, Charge, LedgerEntry, Subscription, standing_payment
from billing_core.plain_rows import SeldomFound
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment
from billing_core.rules.period import period_start
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus

RESERVATION = "payment.scheduled"  # how the gateway marks what a booking charged


def tell_unexpected(session: Session, member_id: int, payment: Payment, *, now: datetime) -> None:
    """Open a finding for a member's charge that we did not ask for: it buys nothing by itself.

    What a person had recognised as meant is no surprise when it runs; a booking of another hand
    that ran after the member had stopped goes on the refund list. What was taken before we knew
    the card is the past.
    """
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    if is_former(session, member_id, payment.customer_uid, payment.paid_at):
        return
    if payment.merchant_uid in recognised(session, member_id):
        _tell_doubles_of(session, member_id, now)
        return
    after_stop = _ran_after_stop(session, member_id, payment)
    open_finding(
        session,
        FindingKind.CHARGE_AFTER_CANCELLATION if after_stop else FindingKind.UNEXPECTED_CHARGE,
        payment.imp_uid,
        now=now,
        member_id=member_id,
        amount=payment.amount,
        merchant_uid=payment.merchant_uid,
        paid_at=payment.paid_at,
    )
    if not after_stop:
        _tell_doubles_of(session, member_id, now)


def _tell_doubles_of(session: Session, member_id: int, now: datetime) -> None:
    session.flush()
    for subscription in session.scalars(
        select(Subscription).where(Subscription.member_id == member_id)
    ):
        tell_doubles(session, subscription, now)


def _ran_after_stop(session: Session, member_id: int, payment: Payment) -> bool:
    """A reservation, and the member had asked to stop before, did not take it back, and has not
    come back since."""
    if payment.customer_uid_usage != RESERVATION:
        return False
    going_on = session.scalar(
        select(Subscription.id).where(
            Subscription.member_id == member_id,
            Subscription.status.not_in([SubscriptionStatus.CANCELLING, SubscriptionStatus.ENDED]),
        )
    )
    asked = session.scalar(
        select(Cancellation.id)
        .where(
            Cancellation.member_id == member_id,
            Cancellation.withdrawn_at.is_(None),
            Cancellation.requested_at <= payment.paid_at,
        )
        .limit(1)
    )
    return going_on is None and asked is not None


def second_capture(session: Session, charge: Charge, payment: Payment, now: datetime) -> None:
    """Open a finding for a second capture under one name: the later one is to be refunded."""
    first = session.scalar(
        select(LedgerEntry).where(LedgerEntry.imp_uid == charge.imp_uid, standing_payment())
    )
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    surplus, amount = payment.imp_uid, payment.amount
    if first is not None and (payment.paid_at, payment.imp_uid) < (
        first.occurred_at,
        first.imp_uid,
    ):
        surplus, amount = first.imp_uid, first.amount
    open_finding(
        session,
        FindingKind.DOUBLE_CHARGE,
        surplus,
        now=now,
        member_id=charge.member_id,
        amount=amount,
        merchant_uid=charge.merchant_uid,
    )


_NOT_ASKED_FOR = SeldomFound(
    select(LedgerEntry)
    .outerjoin(Charge, Charge.merchant_uid == LedgerEntry.merchant_uid)
    .where(
        LedgerEntry.member_id == bindparam("member_id"),
        standing_payment(),
        LedgerEntry.occurred_at >= bindparam("since"),
        LedgerEntry.occurred_at < bindparam("until"),
        Charge.merchant_uid.is_(None),
        LedgerEntry.source != Source.IMPORT,
        LedgerEntry.source != Source.BY_HAND,
    )
)


def tell_doubles(session: Session, subscription: Subscription, now: datetime) -> None:
    """Open findings for charges we did not ask for inside a paid period: money taken twice. One
    that a person had recognised is, too, where it took the period's own money a second time and
    was not meant to."""
    if subscription.anchor is None or subscription.periods_paid == 0:
        return
    paid_for = {"since": period_start(subscription.terms, 0), "until": subscription.paid_through}
    unexpected = _NOT_ASKED_FOR.all(session, member_id=subscription.member_id, **paid_for)
    if not unexpected:
        return
    meant = recognised(session, subscription.member_id)
    as_double = recognised(session, subscription.member_id, as_double=True)
    for entry in unexpected:
        if entry.merchant_uid in (as_double if entry.amount == subscription.price else meant):
            continue
        open_finding(
            session,
            FindingKind.DOUBLE_CHARGE,
            entry.imp_uid,
            now=now,
            member_id=entry.member_id,
            amount=entry.amount,
            merchant_uid=entry.merchant_uid,
        )
        close_finding(
            session,
            FindingKind.UNEXPECTED_CHARGE,
            entry.imp_uid,
            now=now,
            answer=FindingAnswer.TOLD_AS_DOUBLE_CHARGE,
        )
