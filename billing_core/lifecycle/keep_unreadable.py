"""Dead letters of the gateway's lists: rows that cannot be believed are kept as they came and told
once, and nothing else stops because of them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.forgotten_payment import is_about_forgotten, left_of_raw
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.payment_names import name_payment
from billing_core.models import NameKind, PaymentRecord, UnreadableRow
from billing_core.rules.classification import classify
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.merchant_uid import parse_merchant_uid
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source


def keep_unreadable(session: Session, raw: Mapping[str, Any], why: str, now: datetime) -> bool:
    """Keep a row once, by its hash, whatever order its fields come in; of a forgotten member the
    money alone. True if it was news."""
    plain = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
    hold(session, f"unreadable:{digest}")
    if session.get(UnreadableRow, digest) is not None:
        return False
    kept = json.loads(plain)
    if is_about_forgotten(session, kept):
        kept = left_of_raw(kept)
    session.add(UnreadableRow(digest=digest, raw=kept, why=why[:200], first_seen_at=now))
    session.flush()
    return True


def flaws_of(payment: Payment) -> tuple[str, ...]:
    """What makes this reading impossible, as codes; empty for one that can be believed."""
    return tuple(str(flaw) for flaw in payment.flaws)


def tell_unreadable(
    session: Session,
    payment: Payment,
    record: PaymentRecord | None,
    *,
    member_id: int | None,
    source: Source,
    now: datetime,
) -> bool:
    """Keep a payment that cannot be believed; a person is asked only where our own order, card or
    member is concerned. Never changes a row that is known. One that is new is left out with its
    reason. Always False: it counts nothing."""
    flaws = flaws_of(payment)
    keep_unreadable(session, payment.raw, ", ".join(flaws), now)
    if record is None:
        record = _left_out(session, payment, member_id, source, now)
    whose = record.member_id or member_id
    if whose is not None or parse_merchant_uid(payment.merchant_uid) is not None:
        open_finding(
            session,
            FindingKind.UNREADABLE_PAYMENT,
            record.imp_uid,
            now=now,
            member_id=whose,
            amount=payment.amount,
            flaws=list(flaws),
            merchant_uid=payment.merchant_uid,
        )
    return False


def read_after_all(session: Session, record: PaymentRecord, now: datetime) -> None:
    """Close the question about a payment: a reading that can be believed answers it."""
    close_finding(
        session,
        FindingKind.UNREADABLE_PAYMENT,
        record.imp_uid,
        now=now,
        answer=FindingAnswer.READ_AFTER_ALL,
    )


def _left_out(
    session: Session, payment: Payment, member_id: int | None, source: Source, now: datetime
) -> PaymentRecord:
    classified = classify(payment, known_member=member_id is not None)
    record = PaymentRecord(
        imp_uid=payment.imp_uid,
        gateway_uid=payment.imp_uid,
        merchant_uid=payment.merchant_uid,
        member_id=member_id,
        customer_uid=payment.customer_uid,
        payment_class=classified.payment_class,
        reason=classified.why,
        status=payment.status,
        amount=payment.amount,
        cancel_amount=0,
        started_at=payment.started_at,
        paid_at=payment.paid_at,
        failed_at=payment.failed_at,
        source=source,
        first_seen_at=now,
        read_at=now,
        raw=payment.raw,
    )
    session.add(record)
    session.flush()
    names = ((NameKind.GATEWAY, payment.imp_uid), (NameKind.ORDER, payment.merchant_uid))
    name_payment(session, record, *names)
    return record
