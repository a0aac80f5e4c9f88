"""Money under names of ours that a restored book does not know: of members who joined since its
backup was made."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.models import PaymentRecord, Restoration
from billing_core.rules.classification import PaymentClass
from billing_core.rules.merchant_uid import CHARGE_PREFIX

_LAST_RESTORED = select(func.max(Restoration.backup_at))


class UnknownSince(NamedTuple):
    """Payments since `backup_at`, and their won: taken, and whose they are nobody knows."""

    backup_at: datetime
    payments: int
    won: int


def unknown_since(session: Session) -> UnknownSince | None:
    """None where the book was never restored, or knows whose all of them are."""
    backup_at = session.scalar(_LAST_RESTORED)
    if backup_at is None:
        return None
    kept_as_anothers = (
        PaymentRecord.dated_at >= backup_at,
        PaymentRecord.paid_at.is_not(None),
        PaymentRecord.member_id.is_(None),
        PaymentRecord.payment_class == PaymentClass.OTHER_PRODUCT,
        PaymentRecord.merchant_uid.startswith(CHARGE_PREFIX, autoescape=True),
    )
    taken = func.coalesce(func.sum(PaymentRecord.amount - PaymentRecord.cancel_amount), 0)
    payments, won = session.execute(
        select(func.count(PaymentRecord.imp_uid), taken).where(*kept_as_anothers)
    ).one()
    return UnknownSince(backup_at, payments, int(won)) if payments else None
