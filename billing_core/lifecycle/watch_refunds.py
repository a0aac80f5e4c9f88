"""Match refunds with what we asked for, and ask what the others mean for the member.

What nobody here asked for is a person's question the same day. What answers a finding of the
refund list closes it, and says by whom.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.follow_refund_claim import decided_with_claim, finish_claims
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.models import Charge, Finding, PaymentRecord, RefundRequest
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment, Refund
from billing_core.rules.refund import RefundState
from billing_core.rules.refund_request import Asked, asked_by_us

ANSWERED_BY_REFUND = (
    *(kind for kind in FindingKind if kind.refund_due),
    FindingKind.UNEXPECTED_CHARGE,
    FindingKind.LATE_CAPTURE,
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE,
    FindingKind.REFUND_ONLY_IN_FILE,
)


def watch_refunds(
    session: Session, record: PaymentRecord, payment: Payment, charge: Charge | None, now: datetime
) -> None:
    """Match a payment's refunds with our requests. Idempotent. `payment` as it was read; `charge`
    ours that it paid, None where we did not ask."""
    if not payment.refunds:
        return
    requests = session.scalars(
        select(RefundRequest).where(RefundRequest.imp_uid == record.imp_uid).with_for_update()
    ).all()
    ours = _settle_requests(requests, payment, now)
    finish_claims(session, requests, now)
    unasked = [one for one in payment.refunds if one not in ours]
    if payment.cancel_amount >= payment.amount:
        _close_answered(session, record, None if unasked else requests, now)
    if charge is None or charge.covers_until is None:
        return  # it bought nothing, so nothing follows
    if (
        unasked
        and payment.cancel_amount >= payment.amount
        and _one_of_two(session, record, charge, now)
    ):
        return
    for refund in unasked:
        _ask_why(session, record, refund, charge, now)
    if unasked or payment.cancel_amount < payment.amount:
        return
    if not decided_with_claim(session, requests):
        ask_about_access(session, record, charge, now)


def _one_of_two(session: Session, record: PaymentRecord, charge: Charge, now: datetime) -> bool:
    """The period was paid twice, and one of the two went back: whichever, the other has paid it."""
    others = session.scalars(
        select(Finding)
        .join(PaymentRecord, PaymentRecord.imp_uid == Finding.subject)
        .where(
            Finding.kind == FindingKind.DOUBLE_CHARGE,
            Finding.member_id == charge.member_id,
            Finding.amount == record.amount,
            Finding.subject != record.imp_uid,
            or_(Finding.resolved_at.is_(None), Finding.cure == Cure.REFUND),
            PaymentRecord.cancel_amount == 0,
            PaymentRecord.paid_at >= charge.covers_from,
            PaymentRecord.paid_at < charge.covers_until,
        )
        .order_by(Finding.resolved_at.is_not(None), Finding.id)  # an open one first
    ).all()
    for finding in others[:1]:
        close_finding(
            session,
            finding.kind,
            finding.subject,
            now=now,
            answer=FindingAnswer.REFUNDED_AT_THE_CONSOLE,
            cure=Cure.REFUND,
        )
    return bool(others)


def _settle_requests(
    requests: Sequence[RefundRequest], payment: Payment, now: datetime
) -> list[Refund]:
    """The refunds that are ours; their requests are done."""
    asked = [Asked(one.id, one.amount, one.requested_at, one.refund_key) for one in requests]
    found = asked_by_us(asked, payment.refunds)
    for request in requests:
        refund = found.get(request.id)
        if refund is not None and request.state is not RefundState.DONE:
            request.state, request.settled_at = RefundState.DONE, now
            request.refund_key = refund.key
    return list(found.values())


def _close_answered(
    session: Session, record: PaymentRecord, ours: Sequence[RefundRequest] | None, now: datetime
) -> None:
    """Everything went back: whoever was to give it back need not. `ours`: who asked for it here,
    the last of them speaks; None where somebody gave it back elsewhere."""
    last = max(ours, key=lambda one: one.requested_at) if ours else None
    words = last.reason if last else ""
    answer = None if words else FindingAnswer.REFUNDED_BY_US
    if ours is None:
        answer = FindingAnswer.REFUNDED_AT_THE_CONSOLE
    for finding in session.scalars(
        select(Finding).where(
            Finding.subject == record.imp_uid,
            Finding.resolved_at.is_(None),
            Finding.kind.in_(ANSWERED_BY_REFUND),
        )
    ):
        close_finding(
            session,
            finding.kind,
            finding.subject,
            now=now,
            answer=answer,
            resolution=words,
            cure=Cure.REFUND,
        )
        if last is not None:  # the machine closes what a person decided, whoever that is today
            finding.resolved_by = last.requested_by


def _ask_why(
    session: Session, record: PaymentRecord, refund: Refund, charge: Charge, now: datetime
) -> None:
    open_finding(
        session,
        FindingKind.UNASKED_REFUND,
        f"{record.imp_uid}:{refund.key}"[:120],
        now=now,
        member_id=charge.member_id,
        amount=refund.amount,
        subscription_id=charge.subscription_id,
        merchant_uid=charge.merchant_uid,
        imp_uid=record.imp_uid,
        refunded_at=refund.refunded_at,
        reason=refund.reason[:200],
        left=record.amount - record.cancel_amount,
    )


def ask_about_access(
    session: Session, record: PaymentRecord, charge: Charge, now: datetime
) -> None:
    """Ask about a running period that we gave back in full: is the time taken back as well?"""
    if charge.covers_until is None or charge.covers_until <= now:
        return
    open_finding(
        session,
        FindingKind.REFUNDED_PERIOD,
        record.imp_uid,
        now=now,
        member_id=charge.member_id,
        amount=record.amount,
        subscription_id=charge.subscription_id,
        merchant_uid=charge.merchant_uid,
        imp_uid=record.imp_uid,
        covers_until=charge.covers_until,
    )
