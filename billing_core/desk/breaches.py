"""What breaks each invariant (promise) of the book, counted by SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, text, true
from sqlalchemy.orm import Session

from billing_core.desk import gateway_lights
from billing_core.desk.count_claims import count_overdue
from billing_core.desk.light import Invariant
from billing_core.models import (
    AuditRow,
    Cancellation,
    Charge,
    Downgrade,
    EntryKind,
    Finding,
    InboxEvent,
    InboxState,
    LedgerEntry,
    PaymentRecord,
    PermissionChange,
    Subscription,
    standing_payment,
)
from billing_core.models.base import UtcInstant
from billing_core.models.charge import LIVE
from billing_core.models.inbox_event import UNFINISHED
from billing_core.models.payment import EXCLUDED
from billing_core.models.subscription import has_card
from billing_core.rules.act import Act
from billing_core.rules.charge import ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.permission import Permission
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus

UNREAD_TOO_LONG = timedelta(hours=1)
_ALL = 2**62


@dataclass(frozen=True)
class BreachQuestion:
    """What is counted for: `now`, and from when on what is dated is read."""

    now: datetime
    since: datetime


_SINCE = bindparam("since", type_=UtcInstant)
_Rows = Select[str] | Select[int]
_Counter = Callable[[Session, BreachQuestion], int]


def _count(rows: Callable[[], Sequence[_Rows]]) -> _Counter:
    """Counts the rows of these statements; they are built once, when first asked."""

    @cache
    def counts() -> Sequence[Select[int]]:
        return [select(func.count()).select_from(one.subquery()) for one in rows()]

    def counted(session: Session, asked: BreachQuestion) -> int:
        times = {"since": asked.since, "unread_since": asked.now - UNREAD_TOO_LONG}
        return sum(session.scalar(count, times) or 0 for count in counts())

    return counted


def _bookings_too_many(session: Session, asked: BreachQuestion) -> int:
    read = gateway_lights.open_ones(session, FindingKind.LIVE_BOOKING_AFTER_CANCELLATION)
    return _live_too_many(session, asked) + read


@_count
def _live_too_many() -> Sequence[_Rows]:
    """Two live charges of one subscription, or one left after a confirmed cancellation, in our
    book or read at the gateway."""
    live = text(LIVE)
    twice = (
        select(Charge.subscription_id)
        .where(live)
        .group_by(Charge.subscription_id)
        .having(func.count() > 1)
    )
    after = (
        select(Charge.merchant_uid)
        .join(Cancellation, Cancellation.subscription_id == Charge.subscription_id)
        .where(live, Cancellation.confirmed_at.is_not(None), Cancellation.withdrawn_at.is_(None))
    )
    return twice, after


@_count
def _not_charges_in_ledger() -> Sequence[_Rows]:
    entry = LedgerEntry.imp_uid == PaymentRecord.imp_uid
    return (
        select(PaymentRecord.imp_uid).where(
            text(EXCLUDED),
            PaymentRecord.dated_at >= _SINCE,
            select(LedgerEntry.id).where(entry, standing_payment()).exists(),
        ),
    )


def _captured() -> ColumnElement[bool]:
    return and_(
        PaymentRecord.payment_class == PaymentClass.CHARGE,
        PaymentRecord.status.in_([PaymentStatus.PAID, PaymentStatus.CANCELLED]),
        PaymentRecord.paid_at.is_not(None),
        PaymentRecord.source != Source.BY_HAND,
    )


@_count
def _payments_not_in_ledger() -> Sequence[_Rows]:
    """Captured payments whose ledger entries do not add up to what the gateway kept. What a person
    recorded only our book has; an entry that was reversed stands no more."""
    entries = LedgerEntry.imp_uid == PaymentRecord.imp_uid
    told = entries & LedgerEntry.kind.not_in(gateway_lights.ONLY_IN_OUR_BOOK)
    reversed_ = entries & (LedgerEntry.kind == EntryKind.CORRECTION)
    kept = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(told).scalar_subquery()
    paid = entries & (LedgerEntry.kind == EntryKind.PAYMENT)
    times = select(func.count()).select_from(LedgerEntry).where(paid).scalar_subquery()
    return (
        select(PaymentRecord.imp_uid)
        .where(_captured(), PaymentRecord.dated_at >= _SINCE)
        .where(~select(LedgerEntry.id).where(reversed_).exists())
        .where(or_(kept != PaymentRecord.amount - PaymentRecord.cancel_amount, times != 1)),
    )


@_count
def _periods_paid_twice() -> Sequence[_Rows]:
    """By two charges of ours, or by one and another hand's, of which a finding tells. What was
    given back, left as it is by a person's decision, or recorded wrongly and corrected breaks the
    promise no more."""
    # Said so that SQLite goes by the date: neither by the state, which most charges share, nor by
    # the groups.
    paid = (Charge.state == ChargeState.PAID).is_(true())
    lately = (
        select(Charge.subscription_id, Charge.period)
        .where(paid, Charge.due_at >= _SINCE)
        .limit(_ALL)
        .subquery()
    )
    key = (lately.c.subscription_id, lately.c.period)
    twice = select(*key).group_by(*key).having(func.count() > 1).subquery()
    decided = exists().where(Finding.subject == Charge.imp_uid, Finding.resolved_at.is_not(None))
    its_period = and_(
        Charge.subscription_id == twice.c.subscription_id, Charge.period == twice.c.period
    )
    wrong = exists().where(
        LedgerEntry.imp_uid == Charge.imp_uid, LedgerEntry.kind == EntryKind.CORRECTION
    )
    undecided = (
        select(Charge.subscription_id)
        .join(twice, its_period)
        .where(paid, ~decided, ~wrong)
        .group_by(Charge.subscription_id, Charge.period)
        .having(func.count() > 1)
    )
    ours = exists().where(Charge.imp_uid == Finding.subject)
    by_another_hand = select(Finding.id).where(
        Finding.kind == FindingKind.DOUBLE_CHARGE, Finding.resolved_at.is_(None), ~ours
    )
    return undecided, by_another_hand


@_count
def _permission_taken_wrongly() -> Sequence[_Rows]:
    """Taken before paid-through, or without an approver."""
    return (
        select(PermissionChange.id)
        .outerjoin(Downgrade, Downgrade.id == PermissionChange.downgrade_id)
        .where(
            PermissionChange.after == Permission.FREE,
            PermissionChange.changed_at >= _SINCE,
            or_(
                Downgrade.id.is_(None),
                PermissionChange.changed_by == "",
                PermissionChange.changed_at < Downgrade.paid_through,
            ),
        ),
    )


@_count
def _chains_without_next() -> Sequence[_Rows]:
    """Who pays by transfer and has no card has nothing that could be booked."""
    has_charge = (
        select(Charge.merchant_uid)
        .where(Charge.subscription_id == Subscription.id, text(LIVE))
        .exists()
    )
    return (
        select(Subscription.id).where(
            Subscription.status == SubscriptionStatus.ACTIVE,
            has_card(),
            ~has_charge,
            ~_alert().exists(),
        ),
    )


def _alert() -> Select[int]:
    """An open finding that says why nothing is booked for this very subscription."""
    about = Finding.detail["subscription_id"].as_string()
    return select(Finding.id).where(
        Finding.member_id == Subscription.member_id,
        Finding.resolved_at.is_(None),
        Finding.kind.in_([kind for kind in FindingKind if kind.explains_no_booking]),
        or_(
            Finding.subject == Subscription.id,
            about == Subscription.id,
            about.is_(None),  # known of the member alone
        ),
    )


@_count
def _events_unread() -> Sequence[_Rows]:
    return (
        select(InboxEvent.id).where(
            text(UNFINISHED),
            InboxEvent.state == InboxState.NEW,
            InboxEvent.received_at < bindparam("unread_since"),
        ),
    )


@_count
def _changes_without_audit() -> Sequence[_Rows]:
    """Permission changes and decided downgrades that left no trace."""
    change_audited = (
        select(AuditRow.id)
        .where(
            AuditRow.member_id == PermissionChange.member_id,  # by the index, among their own acts
            AuditRow.act == Act.PERMISSION_CHANGED,
            AuditRow.subject == PermissionChange.message_id,
        )
        .exists()
    )
    unsigned = select(Downgrade.id).where(
        Downgrade.state == DowngradeState.APPROVED,
        or_(Downgrade.approved_at.is_(None), Downgrade.approved_by == ""),
    )
    untold = select(PermissionChange.id).where(
        PermissionChange.changed_at >= _SINCE, ~change_audited
    )
    return untold, unsigned


def _claims_overdue(session: Session, asked: BreachQuestion) -> int:
    """Refund claims that wait for longer than the law allows."""
    return count_overdue(session, asked.now)


BREACHES: dict[Invariant, _Counter] = {
    Invariant.ONE_BOOKING: _bookings_too_many,
    Invariant.ISSUANCE_NEVER_COUNTS: _not_charges_in_ledger,
    Invariant.LEDGER_COMPLETE: _payments_not_in_ledger,
    Invariant.PERIOD_ONCE: _periods_paid_twice,
    Invariant.PERMISSION_BY_A_PERSON: _permission_taken_wrongly,
    Invariant.NEXT_BOOKING_OR_ALERT: _chains_without_next,
    Invariant.EVENTS_PROCESSED: _events_unread,
    Invariant.CLAIMS_ANSWERED: _claims_overdue,
    Invariant.EVERYTHING_AUDITED: _changes_without_audit,
}
