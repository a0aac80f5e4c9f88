"""Members: a search over all of them, and everything worth knowing of one at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    LedgerEntry,
    Member,
    PaymentRecord,
    Subscription,
)
from billing_core.models.ledger import EntryKind
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus


@dataclass(frozen=True)
class MemberRow:
    """The newest subscription stands for the member; a member may have had none."""

    id: str
    name: str
    permission: Permission
    status: SubscriptionStatus | None
    plan_name: str
    price: int
    paid_through: datetime | None
    next_charge_at: datetime | None


@dataclass(frozen=True)
class MemberCard:
    """One member at a glance. `paid_total` is what was kept: payments less refunds."""

    row: MemberRow
    member_since: datetime
    source: str
    subscription_id: str
    card: str
    payments: int
    paid_total: int
    last_paid_at: datetime | None
    cancellation_asked_at: datetime | None
    cancellation_reason: str


def find_members(session: Session, text: str, limit: int) -> Sequence[MemberRow]:
    """By a part of the id or the name, or by a whole payment number; all of them for no text."""
    found = _newest()
    if text:
        pattern = "%" + _literally(text) + "%"
        found = found.where(
            or_(
                Member.id.ilike(pattern, escape="!"),
                Member.name.ilike(pattern, escape="!"),
                Member.id.in_(
                    select(PaymentRecord.member_id).where(
                        or_(PaymentRecord.imp_uid == text, PaymentRecord.merchant_uid == text)
                    )
                ),
            )
        )
    rows = session.execute(found.order_by(Member.created_at.desc(), Member.id).limit(limit))
    return [_row(*row) for row in rows]


def count_members(session: Session) -> int:
    return session.scalar(select(func.count(Member.id))) or 0


def member_card(session: Session, member_id: str) -> MemberCard | None:
    found = session.execute(_newest().where(Member.id == member_id)).one_or_none()
    if found is None:
        return None
    member, subscription, _ = found
    payments, total, last = session.execute(
        select(
            func.count(LedgerEntry.id).filter(LedgerEntry.kind == EntryKind.PAYMENT),
            cast(func.coalesce(func.sum(LedgerEntry.amount), 0), BigInteger),
            func.max(LedgerEntry.occurred_at).filter(LedgerEntry.kind == EntryKind.PAYMENT),
        ).where(LedgerEntry.member_id == member_id)
    ).one()
    asked = _standing_cancellation(session, subscription)
    return MemberCard(
        row=_row(*found),
        member_since=member.created_at,
        source=member.source,
        subscription_id=subscription.id if subscription else "",
        card=_card(session, subscription),
        payments=payments,
        paid_total=total,
        last_paid_at=last,
        cancellation_asked_at=asked.requested_at if asked else None,
        cancellation_reason=asked.reason if asked else "",
    )


def _literally(text: str) -> str:
    for sign in "!%_":
        text = text.replace(sign, "!" + sign)
    return text


_Newest = Select[Member, Subscription, datetime]


def _newest() -> _Newest:
    """Each member with the newest subscription, and when its next charge is booked for."""
    newest = (
        select(Subscription.member_id, func.max(Subscription.created_at).label("created_at"))
        .group_by(Subscription.member_id)
        .subquery()
    )
    this_one: ColumnElement[bool] = and_(
        Subscription.member_id == newest.c.member_id,
        Subscription.created_at == newest.c.created_at,
    )
    return (
        select(Member, Subscription, Charge.due_at)
        .outerjoin(newest, newest.c.member_id == Member.id)
        .outerjoin(Subscription, this_one)
        .outerjoin(
            Charge,
            and_(Charge.subscription_id == Subscription.id, Charge.state.in_(LIVE_STATES)),
        )
    )


def _row(
    member: Member, subscription: Subscription | None, next_charge_at: datetime | None
) -> MemberRow:
    return MemberRow(
        id=member.id,
        name=member.name,
        permission=member.permission,
        status=subscription.status if subscription else None,
        plan_name=subscription.plan_name if subscription else "",
        price=subscription.price if subscription else 0,
        paid_through=subscription.paid_through if subscription else None,
        next_charge_at=next_charge_at,
    )


def _card(session: Session, subscription: Subscription | None) -> str:
    card = session.get(Card, subscription.customer_uid) if subscription else None
    return f"{card.card_name} {card.card_number}".strip() if card else ""


def _standing_cancellation(
    session: Session, subscription: Subscription | None
) -> Cancellation | None:
    if subscription is None:
        return None
    return session.scalar(
        select(Cancellation).where(
            Cancellation.subscription_id == subscription.id, Cancellation.withdrawn_at.is_(None)
        )
    )
