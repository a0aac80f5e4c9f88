"""Every live state has a deadline: what waits longer than a day is on a person's list."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.follow_refund_claim import open_what_was_never_sent
from billing_core.lifecycle.open_finding import close_finding, find, open_finding
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Charge, Finding, OutboxMessage, RefundRequest, Subscription
from billing_core.models.base import UtcInstant
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refund import RefundState
from billing_core.rules.registration import CARD_COUNTS_FOR
from billing_core.rules.subscription import SubscriptionStatus

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)

_UNTIL = bindparam("until", type_=UtcInstant)
_NEVER_RAN = select(Charge).where(Charge.state == ChargeState.BOOKED, Charge.due_at <= _UNTIL)
_WITHOUT_AN_ANSWER = select(Charge).where(
    Charge.state.in_([ChargeState.REQUESTING, ChargeState.UNKNOWN]), Charge.requested_at <= _UNTIL
)
_NOT_CHARGED = select(Subscription).where(
    Subscription.status == SubscriptionStatus.PENDING, Subscription.fresh_since <= _UNTIL
)
_UNDELIVERED = select(OutboxMessage).where(
    OutboxMessage.delivered_at.is_(None), OutboxMessage.created_at <= _UNTIL
)
_DELIVERED_AFTER_ALL = select(Finding.subject).where(
    Finding.kind == FindingKind.PERMISSION_NOT_DELIVERED,
    Finding.resolved_at.is_(None),
    exists().where(OutboxMessage.id == Finding.subject, OutboxMessage.delivered_at.is_not(None)),
)
_LIVE = (RefundState.REQUESTING, RefundState.UNKNOWN)
_UNCLEAR_REFUNDS = select(RefundRequest).where(
    RefundRequest.state.in_(_LIVE), RefundRequest.requested_at <= _UNTIL
)
_REFUNDS_ANSWERED = (
    select(Finding.subject)
    .join(RefundRequest, RefundRequest.id == Finding.subject)
    .where(
        Finding.kind == FindingKind.REFUND_UNCLEAR,
        Finding.resolved_at.is_(None),
        RefundRequest.state.not_in(_LIVE),
    )
)


def tell_what_is_overdue(session: Session, now: datetime) -> None:
    """Open a finding for each thing overdue, closed by what answers it. Idempotent."""
    _bookings_that_never_ran(session, now)
    _requests_without_an_answer(session, now)
    _first_charges(session, now)
    _undelivered_permissions(session, now)
    _unclear_refunds(session, now)
    open_what_was_never_sent(session, now)


def _bookings_that_never_ran(session: Session, now: datetime) -> None:
    for charge in session.scalars(_NEVER_RAN, {"until": now - A_DAY}):
        if not _moved_to_later(session, charge, now):
            _tell(session, FindingKind.BOOKING_NOT_RUN, charge, now)


def _moved_to_later(session: Session, charge: Charge, now: datetime) -> bool:
    """Another hand moved it, and the day to which it was moved is not over: that is asked."""
    moved = find(session, FindingKind.BOOKING_MOVED, charge.merchant_uid)
    if moved is None or moved.resolved_at is not None:
        return False
    return datetime.fromisoformat(str(moved.detail["due_at"])) > now - A_DAY


def _requests_without_an_answer(session: Session, now: datetime) -> None:
    for charge in session.scalars(_WITHOUT_AN_ANSWER, {"until": now - A_DAY}):
        if charge.how is ChargeHow.NOW or charge.due_at <= now - A_DAY:
            _tell(session, FindingKind.UNKNOWN_OUTCOME, charge, now)


def tell_unclear_charges(session: Session, member_id: int, now: datetime) -> None:
    """Open findings for a member's unclear charges at once, where a person waits for them."""
    for charge in session.scalars(
        select(Charge).where(Charge.member_id == member_id, Charge.state == ChargeState.UNKNOWN)
    ):
        _tell(session, FindingKind.UNKNOWN_OUTCOME, charge, now)


def _tell(session: Session, kind: FindingKind, charge: Charge, now: datetime) -> None:
    open_finding(
        session,
        kind,
        charge.merchant_uid,
        now=now,
        member_id=charge.member_id,
        amount=charge.amount,
        subscription_id=charge.subscription_id,
        due_at=charge.due_at,
        state=str(charge.state),
    )


def _first_charges(session: Session, now: datetime) -> None:
    """Of cards that were registered and are not charged: after a day the member is asked first."""
    for subscription in session.scalars(_NOT_CHARGED, {"until": now - CARD_COUNTS_FOR}):
        tried = attempts(session, subscription)
        if tried and tried[-1].state in (ChargeState.FAILED, ChargeState.PAID):
            continue  # the card has answered, and the member knows
        open_finding(
            session,
            FindingKind.FIRST_CHARGE_STUCK,
            subscription.id,
            now=now,
            member_id=subscription.member_id,
            amount=subscription.price,
            subscription_id=subscription.id,
            due_at=subscription.fresh_since,
            error=tried[-1].fail_reason if tried else "",
        )


def _undelivered_permissions(session: Session, now: datetime) -> None:
    for message in session.scalars(_UNDELIVERED, {"until": now - A_DAY}):
        open_finding(
            session,
            FindingKind.PERMISSION_NOT_DELIVERED,
            message.id,
            now=now,
            member_id=message.member_id,
            sequence=message.sequence,
            due_at=message.created_at,
            error=message.last_error[:300],
        )
    for subject in session.scalars(_DELIVERED_AFTER_ALL).all():
        close_finding(
            session,
            FindingKind.PERMISSION_NOT_DELIVERED,
            subject,
            now=now,
            answer=FindingAnswer.DELIVERED,
        )


def _unclear_refunds(session: Session, now: datetime) -> None:
    for request in session.scalars(_UNCLEAR_REFUNDS, {"until": now - AN_HOUR}):
        open_finding(
            session,
            FindingKind.REFUND_UNCLEAR,
            request.id,
            now=now,
            member_id=None,
            amount=request.amount,
            imp_uid=request.imp_uid,
        )
    for subject in session.scalars(_REFUNDS_ANSWERED).all():
        close_finding(
            session,
            FindingKind.REFUND_UNCLEAR,
            subject,
            now=now,
            answer=FindingAnswer.REFUND_ANSWERED,
        )
