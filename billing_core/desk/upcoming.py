"""예정: the charges to come by day, and the list of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from billing_core.analytics.coming_charges import WANTED, Coming, coming_in, refusals_before
from billing_core.analytics.stretch import Stretch
from billing_core.models import Card, Charge, Member, Subscription
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import LIVE_STATES, ChargeState


@dataclass(frozen=True)
class ComingDay:
    day: date
    coming: Coming


@dataclass(frozen=True)
class ComingCharge:
    """`refusals`: how often this period was refused before; 0 is a renewal, 1 its first retry.
    `confirmed`: the gateway has said that it is booked. Whole won."""

    merchant_uid: str
    due_at: datetime
    member_id: str
    member_name: str
    plan_name: str
    card: str
    amount: int
    refusals: int
    confirmed: bool


def coming_days(session: Session, first: date, last: date) -> list[ComingDay]:
    """Every day in Seoul from `first` to `last`, empty ones too."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    coming = coming_in(session, [Stretch.of_day(day) for day in days])
    return [ComingDay(kst_date(stretch.start), each) for stretch, each in coming.items()]


def charges_of_day(
    session: Session, day: date, *, limit: int, after: ComingCharge | None = None
) -> list[ComingCharge]:
    """In the order they run; the page that follows `after`."""
    stretch = Stretch.of_day(day)
    statement = (
        select(Charge, Member.name, Subscription.plan_name, Card, refusals_before().label("before"))
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Charge.member_id)
        .outerjoin(Card, Card.customer_uid == Charge.customer_uid)
        .where(
            Charge.state.in_(LIVE_STATES),
            Subscription.status.in_(WANTED),
            Charge.due_at >= stretch.start,
            Charge.due_at < stretch.end,
        )
        .order_by(Charge.due_at, Charge.merchant_uid)
        .limit(limit)
    )
    if after is not None:
        same_moment = and_(Charge.due_at == after.due_at, Charge.merchant_uid > after.merchant_uid)
        statement = statement.where(or_(Charge.due_at > after.due_at, same_moment))
    return [_row(*row) for row in session.execute(statement)]


def _row(
    charge: Charge, name: str, plan_name: str, card: Card | None, refusals: int
) -> ComingCharge:
    return ComingCharge(
        merchant_uid=charge.merchant_uid,
        due_at=charge.due_at,
        member_id=charge.member_id,
        member_name=name,
        plan_name=plan_name,
        card=f"{card.card_name} {card.card_number}".strip() if card else "",
        amount=charge.amount,
        refusals=refusals,
        confirmed=charge.state is ChargeState.BOOKED,
    )
