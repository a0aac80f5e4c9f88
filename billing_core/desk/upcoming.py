"""예정: the charges to come by day, and the list of one day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select, text, true
from sqlalchemy.orm import Session

from billing_core.models import Card, Charge, Member, Subscription
from billing_core.models.charge import LIVE_BY_DAY
from billing_core.numbers.coming_charges import WANTED, Coming, coming_in, refusals_before
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState


@dataclass(frozen=True)
class ComingDay:
    day: date
    coming: Coming


@dataclass(frozen=True)
class ComingCharge:
    """A charge. `refusals`: how often its period was refused before; 0 is a renewal, 1 its first
    retry. `confirmed`: the gateway has said that it is booked. Whole won."""

    merchant_uid: str
    due_at: datetime
    app_id: str
    member_name: str
    plan_name: str
    card: str
    amount: int
    refusals: int
    confirmed: bool


class ChargePlace(NamedTuple):
    """The key a page ended at (keyset pagination): the next begins after it, whatever came in."""

    due_at: datetime
    merchant_uid: str


@dataclass(frozen=True)
class ChargePage:
    """One page; `next` is None on the last."""

    rows: tuple[ComingCharge, ...]
    next: ChargePlace | None


def coming_days(session: Session, first: date, last: date) -> list[ComingDay]:
    """What comes on every day in Seoul from `first` to `last`, empty ones too."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    coming = coming_in(session, [Interval.of_day(day) for day in days])
    return [ComingDay(kst_date(interval.start), each) for interval, each in coming.items()]


def charges_of_day(
    session: Session, day: date, *, limit: int, after: ChargePlace | None = None
) -> ChargePage:
    """A page of a day's charges in the order they run. Reads what it shows, however many there are
    before and after."""
    interval = Interval.of_day(day)
    statement = (
        select(Charge, Member, Subscription.plan_name, Card, refusals_before().label("before"))
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Charge.member_id)
        .outerjoin(Card, Card.customer_uid == Charge.customer_uid)
        .where(
            text(LIVE_BY_DAY),
            # Said so that SQLite does not begin with all who are wanted.
            Subscription.status.in_(WANTED).is_(true()),
            Charge.due_at >= interval.start,
            Charge.due_at < interval.end,
        )
        .order_by(Charge.due_at, Charge.merchant_uid)
        .limit(limit + 1)
    )
    if after is not None:
        same_moment = and_(Charge.due_at == after.due_at, Charge.merchant_uid > after.merchant_uid)
        beyond = or_(Charge.due_at > after.due_at, same_moment)
        # The first is what a database finds by its index.
        statement = statement.where(Charge.due_at >= after.due_at, beyond)
    rows = [_row(*row) for row in session.execute(statement)]
    ends = rows[limit - 1] if len(rows) > limit else None
    place = ChargePlace(ends.due_at, ends.merchant_uid) if ends else None
    return ChargePage(tuple(rows[:limit]), place)


def _row(
    charge: Charge, member: Member, plan_name: str, card: Card | None, refusals: int
) -> ComingCharge:
    return ComingCharge(
        merchant_uid=charge.merchant_uid,
        due_at=charge.due_at,
        app_id=member.app_id,
        member_name=member.name,
        plan_name=plan_name,
        card=f"{card.card_name} {card.card_number}".strip() if card else "",
        amount=charge.amount,
        refusals=refusals,
        confirmed=charge.state is ChargeState.BOOKED,
    )
