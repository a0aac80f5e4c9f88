"""Money that was taken twice, or that nobody asked for: booked, and put on a person's list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.models import Charge, LedgerEntry, Subscription, standing_payment
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.period import period_start


def tell_unexpected(session: Session, member_id: str, payment: Payment, *, now: datetime) -> None:
    """A member of ours was charged although we did not ask: it buys nothing by itself."""
    open_finding(
        session,
        FindingKind.UNEXPECTED_CHARGE,
        payment.imp_uid,
        now=now,
        member_id=member_id,
        amount=payment.amount,
        merchant_uid=payment.merchant_uid,
    )
    session.flush()
    for subscription in session.scalars(
        select(Subscription).where(Subscription.member_id == member_id)
    ):
        tell_doubles(session, subscription, now)


def second_capture(session: Session, charge: Charge, payment: Payment, now: datetime) -> None:
    """The gateway took the money twice under one name: the later capture is to be refunded."""
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


def tell_doubles(session: Session, subscription: Subscription, now: datetime) -> None:
    """Charges we did not ask for, inside a period that is paid: money taken twice."""
    if subscription.anchor is None or subscription.periods_paid == 0:
        return
    unexpected = session.scalars(
        select(LedgerEntry)
        .outerjoin(Charge, Charge.merchant_uid == LedgerEntry.merchant_uid)
        .where(
            LedgerEntry.member_id == subscription.member_id,
            standing_payment(),
            LedgerEntry.occurred_at >= period_start(subscription.terms, 0),
            LedgerEntry.occurred_at < subscription.paid_through,
            Charge.merchant_uid.is_(None),
            LedgerEntry.source != "import",
        )
    )
    for entry in unexpected:
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
            resolution="이중 결제로 분류했습니다",
        )
