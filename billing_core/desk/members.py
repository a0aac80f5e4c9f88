"""Members: a search over all of them, and everything worth knowing of one at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import cast, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from billing_core.desk.member_search import (
    NEWEST_FIRST,
    NO_TEXT_HAS,
    MemberPlace,
    beyond,
    newest_named,
)
from billing_core.desk.numbered_members import members_numbered
from billing_core.lifecycle.book_next import can_charge
from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    LedgerEntry,
    Member,
    PaymentName,
    PaymentRecord,
    Subscription,
)
from billing_core.models.ledger import standing_payment
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus

MOST_NUMBERED = 200  # members whose payments' numbers begin alike


@dataclass(frozen=True)
class MemberRow:
    """A line of the list; the newest subscription, if any, stands for the member."""

    number: int
    app_id: str
    name: str
    permission: Permission
    status: SubscriptionStatus | None
    plan_name: str
    price: int
    paid_through: datetime | None
    next_charge_at: datetime | None


@dataclass(frozen=True)
class MemberCard:
    """One member at a glance. `paid_total` is what was kept: payments less refunds.
    `without_card`: it goes on, and there is no card that could be charged next."""

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
    without_card: bool


@dataclass(frozen=True)
class MemberPage:
    """One page of a search; `next` is None on the last. `cut`: more members than are listed have
    a payment whose number begins like that."""

    rows: tuple[MemberRow, ...]
    next: MemberPlace | None
    cut: bool


def find_members(session: Session, text: str, limit: int) -> Sequence[MemberRow]:
    """The first of those whom `members_found` finds."""
    return members_found(session, text, limit).rows


def members_found(
    session: Session, text: str, limit: int, after: MemberPlace | None = None
) -> MemberPage:
    """Finds members by a part of the id or the name, by the beginning of a payment number or by an
    approval number; all for no text. The newest first."""
    numbered = [] if NO_TEXT_HAS in text else members_numbered(session, text, MOST_NUMBERED + 1)
    fitting = {*matching_members(session, text, limit + 1, after), *numbered[:MOST_NUMBERED]}
    found = session.scalars(
        select(Member)
        .where(Member.id.in_(fitting), *beyond(after))
        .order_by(*NEWEST_FIRST)
        .limit(limit + 1)
    ).all()
    ends = found[limit - 1] if len(found) > limit else None
    return MemberPage(
        tuple(_rows(session, found[:limit])),
        MemberPlace(ends.created_at, ends.app_id) if ends else None,
        cut=len(numbered) > MOST_NUMBERED,
    )


def matching_members(
    session: Session, text: str, limit: int, after: MemberPlace | None = None
) -> Sequence[int]:
    """The numbers of the members who fit, the newest first."""
    if not text:
        everybody = select(Member.id).where(*beyond(after))
        return session.scalars(everybody.order_by(*NEWEST_FIRST).limit(limit)).all()
    if NO_TEXT_HAS in text:
        return []
    by_number = select(PaymentRecord.member_id).where(
        or_(PaymentRecord.imp_uid == text, PaymentRecord.merchant_uid == text)
    )
    by_name = (
        select(PaymentRecord.member_id)
        .join(PaymentName, PaymentName.imp_uid == PaymentRecord.imp_uid)
        .where(PaymentName.name == text)
    )
    numbered = [*session.scalars(by_number), *session.scalars(by_name)]
    of_number = [each for each in numbered if each is not None]
    return newest_named(session, text, limit, besides=of_number, after=after)


def count_members(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0


def member_card(session: Session, number: int) -> MemberCard | None:
    member = session.get(Member, number)
    if member is None:
        return None
    subscription = _newest_subscriptions(session, [member.id]).get(member.id)
    payments, total, last = session.execute(
        select(
            func.count(LedgerEntry.id).filter(standing_payment()),
            cast(func.coalesce(func.sum(LedgerEntry.amount), 0), BigInteger),
            func.max(LedgerEntry.occurred_at).filter(standing_payment()),
        ).where(LedgerEntry.member_id == member.id)
    ).one()
    asked = _standing_cancellation(session, subscription)
    return MemberCard(
        row=_rows(session, [member])[0],
        member_since=member.created_at,
        source=member.source,
        subscription_id=subscription.id if subscription else "",
        card=_card(session, subscription),
        payments=payments,
        paid_total=total,
        last_paid_at=last,
        cancellation_asked_at=asked.requested_at if asked else None,
        cancellation_reason=asked.reason if asked else "",
        without_card=subscription is not None
        and subscription.status.billable
        and not can_charge(session, subscription),
    )


def _rows(session: Session, members: Sequence[Member]) -> list[MemberRow]:
    subscriptions = _newest_subscriptions(session, [member.id for member in members])
    coming = _next_charges(session, [each.id for each in subscriptions.values()])
    rows = []
    for member in members:
        subscription = subscriptions.get(member.id)
        rows.append(_row(member, subscription, coming.get(subscription.id if subscription else "")))
    return rows


def _newest_subscriptions(session: Session, member_ids: Sequence[int]) -> dict[int, Subscription]:
    found = session.scalars(
        select(Subscription)
        .where(Subscription.member_id.in_(member_ids))
        .order_by(Subscription.created_at, Subscription.id)
    )
    return {each.member_id: each for each in found}


def _next_charges(session: Session, subscription_ids: Sequence[str]) -> dict[str, datetime]:
    live = select(Charge.subscription_id, Charge.due_at).where(
        Charge.subscription_id.in_(subscription_ids), Charge.state.in_(LIVE_STATES)
    )
    return dict(session.execute(live).all())


def _row(
    member: Member, subscription: Subscription | None, next_charge_at: datetime | None
) -> MemberRow:
    return MemberRow(
        number=member.id,
        app_id=member.app_id,
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
