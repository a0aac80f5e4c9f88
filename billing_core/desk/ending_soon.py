"""Who asked to stop and still has paid time (곧 만료), by keyset pagination."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.orm import Session

from billing_core.models import Cancellation, Member, Subscription
from billing_core.models.cancellation import asked_by
from billing_core.models.subscription import CANCELLING

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class UpcomingRow:
    """A member who asked to stop and still has paid time left."""

    app_id: str
    member_name: str
    plan_name: str
    requested_at: datetime
    requested_by: str
    reason: str
    confirmed_at: datetime | None
    paid_through: datetime


class EndPlace(NamedTuple):
    """The key a page ended at: the next one begins after it, whoever took it back meanwhile."""

    paid_through: datetime
    subscription_id: str


@dataclass(frozen=True)
class UpcomingPage:
    """One page; `next` is None on the last."""

    rows: tuple[UpcomingRow, ...]
    next: EndPlace | None


def count_upcoming(session: Session) -> int:
    return session.scalar(_upcoming(select(func.count()).select_from(Subscription))) or 0


def upcoming_ends(session: Session, limit: int, after: EndPlace | None = None) -> UpcomingPage:
    """A page of the cancelled and still running, the nearest end first. Reads what it shows."""
    found = _upcoming(
        select(
            Subscription.id.label("subscription_id"),
            Member.app_id,
            Subscription.plan_name,
            Subscription.paid_through,
            Member.name.label("member_name"),
            Cancellation.requested_at,
            asked_by().label("requested_by"),
            Cancellation.reason,
            Cancellation.confirmed_at,
        )
    )
    rows = session.execute(
        found.join(Member, Member.id == Subscription.member_id)
        .where(*_beyond(after))
        .order_by(Subscription.paid_through, Subscription.id)
        .limit(limit + 1)
    ).all()
    ends = rows[limit - 1] if len(rows) > limit else None
    return UpcomingPage(
        rows=tuple(
            UpcomingRow(
                app_id=row.app_id,
                member_name=row.member_name,
                plan_name=row.plan_name,
                requested_at=row.requested_at,
                requested_by=row.requested_by,
                reason=row.reason,
                confirmed_at=row.confirmed_at,
                paid_through=row.paid_through,
            )
            for row in rows[:limit]
        ),
        next=EndPlace(ends.paid_through, ends.subscription_id) if ends else None,
    )


def _beyond(after: EndPlace | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    ends = Subscription.paid_through
    same_moment = and_(ends == after.paid_through, Subscription.id > after.subscription_id)
    return [ends >= after.paid_through, or_(ends > after.paid_through, same_moment)]


def _upcoming(found: Select[*Columns]) -> Select[*Columns]:
    return found.join(Cancellation, stands()).where(
        text(CANCELLING), Subscription.paid_through.is_not(None)
    )


def stands() -> ColumnElement[bool]:
    """The condition of a subscription's cancellation that was not taken back."""
    return and_(
        Cancellation.subscription_id == Subscription.id, Cancellation.withdrawn_at.is_(None)
    )
