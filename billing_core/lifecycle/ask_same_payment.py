"""Findings about one payment that a file and the gateway tell differently."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from billing_core.lifecycle.find_payment import subject_of
from billing_core.lifecycle.open_finding import close_finding, find, open_finding
from billing_core.models import PaymentRecord
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment


def ask_same_payment(
    session: Session, filed: PaymentRecord, told: PaymentRecord, *, now: datetime
) -> None:
    """Open the finding that asks whether two rows are one; `lifecycle/join_payments.py` answers."""
    open_finding(
        session,
        FindingKind.SAME_PAYMENT,
        subject_of(filed, told),
        now=now,
        member_id=filed.member_id or told.member_id,
        amount=told.amount,
        rows=[filed.imp_uid, told.imp_uid],
        facts=[_facts(filed), _facts(told)],
    )


def keep_answer_two(
    session: Session, filed: PaymentRecord, told: PaymentRecord, *, now: datetime
) -> None:
    """Keep a person's answer, given before either was taken, that they are two: not asked again."""
    ask_same_payment(session, filed, told, now=now)
    finding = find(session, FindingKind.SAME_PAYMENT, subject_of(filed, told))
    if finding is not None and finding.resolved_at is None:
        finding.cure = Cure.TWO_PAYMENTS
        close_finding(
            session, finding.kind, finding.subject, now=now, answer=FindingAnswer.TWO_PAYMENTS
        )


def tell_other_money(
    session: Session, payment: Payment, record: PaymentRecord, *, now: datetime
) -> None:
    """Open a finding where a file has said other won than the gateway of the same payment."""
    if record.amount != payment.amount:
        open_finding(
            session,
            FindingKind.AMOUNT_MISMATCH,
            record.imp_uid,
            now=now,
            member_id=record.member_id,
            amount=payment.amount,
            expected=record.amount,
            captured=payment.amount,
        )


def _facts(record: PaymentRecord) -> dict[str, Any]:
    return {
        "number": record.gateway_uid or record.imp_uid,
        "merchant_uid": record.merchant_uid,
        "won": record.amount,
        "paid_at": record.paid_at.isoformat() if record.paid_at else None,
        "source": record.source,
        "file": record.raw.get("file", ""),
    }
