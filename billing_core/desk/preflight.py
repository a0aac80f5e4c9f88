"""Tomorrow's preflight (사전 점검): who is wrong and why, before the charge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, select
from sqlalchemy.orm import Session, aliased

from billing_core.analytics.streamed import streamed
from billing_core.analytics.stretch import Bounded, Stretch
from billing_core.lifecycle.book_next import wanted_charge
from billing_core.models import Card, Charge, Member, Subscription
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.preflight import BookedCharge, Trouble, troubles
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus


@dataclass(frozen=True)
class PreflightRow:
    """`sentence` says what is wrong and `trouble.what_to_do` the rest; `merchant_uid` is empty
    where the trouble is that nothing is booked. Whole won."""

    trouble: Trouble
    sentence: str
    member_id: str
    member_name: str
    amount: int
    due_at: datetime
    merchant_uid: str


def preflight(
    session: Session, day: date, policy: BillingPolicy, now: datetime
) -> list[PreflightRow]:
    """Of the charges of one day in Seoul: money that would be taken wrongly first.

    What is in order is read past, a few thousand rows at once, and never kept.
    """
    stretch = Stretch.of_day(day)
    rows = [*_booked_wrongly(session, stretch), *_not_booked(session, stretch, policy, now)]
    return sorted(rows, key=lambda row: (not row.trouble.wrong_money, row.due_at, row.member_id))


def _booked_wrongly(session: Session, stretch: Bounded) -> Iterator[PreflightRow]:
    rows = streamed(session, _live_charges(stretch))
    for row in rows:
        for trouble, sentence in troubles(_facts(row)):
            yield PreflightRow(
                trouble=trouble,
                sentence=sentence,
                member_id=row.member_id,
                member_name=row.name,
                amount=row.amount,
                due_at=row.due_at,
                merchant_uid=row.merchant_uid,
            )


def _live_charges(stretch: Bounded) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Charge.merchant_uid,
            Charge.member_id,
            Member.name,
            Charge.amount,
            Charge.due_at,
            Charge.state,
            Charge.period,
            Charge.customer_uid,
            Subscription.status,
            Subscription.price,
            Subscription.periods_paid,
            Subscription.customer_uid.label("present_card"),
            Card.deleted_at,
            _last_answer().label("last_refusal"),
        )
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Charge.member_id)
        .outerjoin(Card, Card.customer_uid == Charge.customer_uid)
        .where(
            Charge.state.in_(LIVE_STATES),
            Charge.due_at >= stretch.start,
            Charge.due_at < stretch.end,
        )
        .order_by(Charge.due_at, Charge.merchant_uid)
    )


def _last_answer() -> ScalarSelect[DeclineReason | None]:
    """Why the card said no the last time it was asked; null when it was paid, or never asked."""
    asked = aliased(Charge)
    return (
        select(asked.decline)
        .where(
            asked.member_id == Charge.member_id,
            asked.customer_uid == Charge.customer_uid,
            asked.state.in_([ChargeState.PAID, ChargeState.FAILED]),
        )
        .order_by(asked.settled_at.desc(), asked.attempt.desc())
        .limit(1)
        .correlate(Charge)
        .scalar_subquery()
    )


def _facts(row: Row[*tuple[Any, ...]]) -> BookedCharge:
    return BookedCharge(
        state=row.state,
        amount=row.amount,
        price=row.price,
        period=row.period,
        periods_paid=row.periods_paid,
        wanted=row.status.billable or row.status is SubscriptionStatus.PENDING,
        same_card=row.customer_uid == row.present_card,
        card_deleted=row.deleted_at is not None,
        last_refusal=row.last_refusal,
    )


def _not_booked(
    session: Session, stretch: Bounded, policy: BillingPolicy, now: datetime
) -> Iterator[PreflightRow]:
    """Renewals that are due, and retries that the ladder wants, without any booking."""
    for subscription, name in session.execute(_unbooked(stretch)):
        coming = wanted_charge(session, subscription, policy, now)
        if coming is not None and coming.due_at in stretch:
            retry = subscription.status is SubscriptionStatus.PAST_DUE
            what = "재시도할" if retry else "결제할"
            yield PreflightRow(
                trouble=Trouble.NOT_BOOKED,
                sentence=f"{what} 날인데 예약된 결제가 없습니다.",
                member_id=subscription.member_id,
                member_name=name,
                amount=subscription.price,
                due_at=coming.due_at,
                merchant_uid="",
            )


def _unbooked(stretch: Bounded) -> Select[Subscription, str]:
    """Only who can be due by then is looked at: a handful, unless something is badly wrong."""
    booked = (
        select(Charge.merchant_uid)
        .where(Charge.subscription_id == Subscription.id, Charge.state.in_(LIVE_STATES))
        .exists()
    )
    billable = [status for status in SubscriptionStatus if status.billable]
    return (
        select(Subscription, Member.name)
        .join(Member, Member.id == Subscription.member_id)
        .where(
            Subscription.status.in_(billable),
            Subscription.paid_through < stretch.end,
            ~booked,
        )
        .order_by(Subscription.paid_through, Subscription.id)
    )
