"""The booked charges of a day that would go wrong, found and counted by the database.

What each trouble is, `rules.preflight` says; the same is said here for the database, so that
nothing is read of a charge that is in order.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from billing_core.desk.preflight_row import PreflightRow, Wrong, WrongPlace
from billing_core.models import Card, Charge, Member, Subscription
from billing_core.models.charge import LIVE_BY_DAY, REFUSED
from billing_core.roll_ups.interval import Bounded
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.preflight import BookedCharge, Trouble, troubles
from billing_core.rules.subscription import SubscriptionStatus

_WANTED = [status for status in SubscriptionStatus if status.wants_charges]
_HARD = [reason for reason in DeclineReason if reason.hard]


def count_booked_wrongly(session: Session, interval: Bounded) -> dict[Trouble, int]:
    """Counts every trouble that a booked charge can have, 0 where there is none."""
    conditions = _conditions()
    counts = [sa.func.count(sa.case((condition, 1))) for condition in conditions.values()]
    found = session.execute(_from_the_day(sa.select(*counts), interval)).one()
    return dict(zip(conditions, found, strict=True))


def when_booked_wrongly(session: Session, interval: Bounded) -> list[datetime]:
    """The due instant of every charge with a trouble, as often as it has one."""
    troubled = sum((sa.case((each, 1), else_=0) for each in _conditions().values()), sa.literal(0))
    statement = _from_the_day(sa.select(Charge.due_at, troubled), interval).where(troubled > 0)
    return [due_at for due_at, times in session.execute(statement) for _ in range(times)]


def booked_wrongly(
    session: Session,
    interval: Bounded,
    among: Sequence[Trouble],
    *,
    limit: int,
    after: WrongPlace | None = None,
) -> list[Wrong]:
    """At most `limit` charges with any of these troubles, as they run; by keyset pagination."""
    conditions = _conditions()
    # A plain "or" might send SQLite through each of its branches by an index of its own.
    wrong = sa.case((sa.or_(*(conditions[trouble] for trouble in among)), 1), else_=0) == 1
    statement = (
        _from_the_day(_facts(), interval)
        .join(Member, Member.id == Charge.member_id)
        .where(wrong, *_beyond(after))
        .order_by(Charge.due_at, Charge.merchant_uid)
        .limit(limit)
    )
    return [_wrong(row, among) for row in session.execute(statement)]


def _from_the_day(
    columns: sa.Select[*tuple[Any, ...]], interval: Bounded
) -> sa.Select[*tuple[Any, ...]]:
    return (
        columns.select_from(Charge)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .outerjoin(Card, Card.customer_uid == Charge.customer_uid)
        .where(sa.text(LIVE_BY_DAY), Charge.due_at >= interval.start, Charge.due_at < interval.end)
    )


def _conditions() -> Mapping[Trouble, sa.ColumnElement[bool]]:
    wanted = Subscription.status.in_(_WANTED)
    kept = Card.deleted_at.is_(None)
    same = Charge.customer_uid == Subscription.customer_uid
    return {
        Trouble.CANCELLED: sa.not_(wanted),
        Trouble.ALREADY_PAID: sa.and_(wanted, Charge.period < Subscription.periods_paid),
        Trouble.AMOUNT_DIFFERS: sa.and_(wanted, Charge.amount != Subscription.price),
        Trouble.CARD_DELETED: sa.and_(wanted, sa.not_(kept)),
        Trouble.CARD_CHANGED: sa.and_(wanted, kept, sa.not_(same)),
        # Few cards were ever refused for good, and only theirs are looked through.
        Trouble.CARD_REFUSED: sa.and_(
            wanted, kept, same, _ever_refused_for_good(), _last_answer().in_(_HARD)
        ),
        Trouble.NOT_CONFIRMED: sa.and_(wanted, Charge.state != ChargeState.BOOKED),
    }


def _ever_refused_for_good() -> sa.ColumnElement[bool]:
    refused = aliased(Charge, name="refused")
    return (
        sa.select(refused.customer_uid)
        .where(
            sa.text(REFUSED),
            refused.customer_uid == Charge.customer_uid,
            refused.decline.in_(_HARD),
        )
        .correlate(Charge)
        .exists()
    )


def _last_answer() -> sa.ScalarSelect[DeclineReason | None]:
    """Why the card said no the last time it was asked; null when it was paid, or never asked."""
    asked = aliased(Charge)
    return (
        sa.select(asked.decline)
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


def _beyond(after: WrongPlace | None) -> list[sa.ColumnElement[bool]]:
    if after is None:
        return []
    same_moment = sa.and_(Charge.due_at == after.due_at, Charge.merchant_uid > after.key)
    return [Charge.due_at >= after.due_at, sa.or_(Charge.due_at > after.due_at, same_moment)]


def _facts() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Charge.merchant_uid,
        Charge.subscription_id,
        Member.app_id,
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


def _wrong(row: sa.Row[*tuple[Any, ...]], among: Sequence[Trouble]) -> Wrong:
    rows = [
        PreflightRow(
            trouble=trouble,
            subscription_id=row.subscription_id,
            app_id=row.app_id,
            member_name=row.name,
            amount=row.amount,
            due_at=row.due_at,
            merchant_uid=row.merchant_uid,
            price=row.price,
            last_refusal=row.last_refusal,
        )
        for trouble in troubles(_booked(row))
        if trouble in among
    ]
    return Wrong(WrongPlace(row.due_at, row.merchant_uid), tuple(rows))


def _booked(row: sa.Row[*tuple[Any, ...]]) -> BookedCharge:
    return BookedCharge(
        state=row.state,
        amount=row.amount,
        price=row.price,
        period=row.period,
        periods_paid=row.periods_paid,
        wanted=row.status in _WANTED,
        same_card=row.customer_uid == row.present_card,
        card_deleted=row.deleted_at is not None,
        last_refusal=row.last_refusal,
    )
