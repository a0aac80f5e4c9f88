"""Optimistic concurrency: what others wrote while a file was read may not be in the file too."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from billing_core.lifecycle.find_payment import candidates
from billing_core.lifecycle.payment_names import traits_of_rows
from billing_core.models import LedgerEntry, Member, PaymentRecord
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source


def require_nobody_else(session: Session, after: int, now: datetime) -> None:
    """Checks payments. The caller holds the names, so nobody brings one any more. Raises Refusal
    "import_interrupted"; reading the file again finds the payment that came in between."""
    newer = select(LedgerEntry.imp_uid).where(
        LedgerEntry.id > after,
        or_(LedgerEntry.source != Source.IMPORT, LedgerEntry.recorded_at != now),
    )
    rows = session.scalars(
        select(PaymentRecord).where(
            PaymentRecord.imp_uid.in_(newer), PaymentRecord.gateway_uid != ""
        )
    )
    for traits in traits_of_rows(session, rows).values():
        certain, perhaps = candidates(session, traits)
        if certain or perhaps:
            raise Refusal(RefusalCode.IMPORT_INTERRUPTED_SAME_PAYMENT)


def require_no_alike(session: Session, now: datetime) -> None:
    """Checks members. The caller holds their ids, so nobody begins one any more. Raises Refusal
    "import_interrupted"; reading the file again asks about the two."""
    other = aliased(Member)
    alike = (
        select(Member.id)
        .join(other, (other.app_id_key == Member.app_id_key) & (other.id != Member.id))
        .where(Member.created_at >= now, Member.source == Source.APP)
    )
    if session.scalar(alike.limit(1)) is not None:
        raise Refusal(RefusalCode.IMPORT_INTERRUPTED_ALIKE)
