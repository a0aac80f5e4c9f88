"""Payments in the gateway's books that are not money of a member of ours, each with its reason."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Member, PaymentRecord
from billing_core.models.payment import EXCLUDED, number_of_payment
from billing_core.numbers.metric import Excluded
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded


def excluded_payments(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[Excluded]:
    """The uncounted: issuances, quarantine, test channel, other products, zero; by `paid_at`."""
    rows = streamed(
        session,
        select(
            PaymentRecord.paid_at,
            Member.app_id,
            number_of_payment(),
            PaymentRecord.amount,
            PaymentRecord.reason,
        )
        .outerjoin(Member, Member.id == PaymentRecord.member_id)
        .where(
            text(EXCLUDED),
            PaymentRecord.paid_at.is_not(None),
            PaymentRecord.dated_at >= interval.start,  # when it was paid, and by the index
            PaymentRecord.dated_at < interval.end,
        )
        .order_by(PaymentRecord.dated_at, PaymentRecord.imp_uid),
    )
    for paid_at, app_id, imp_uid, won, reason in rows:
        if paid_at is not None and reason is not None:
            yield Excluded(paid_at, app_id, imp_uid, won, reason)


def nothing_excluded(_session: Session, _interval: Bounded, _as_of: AsOf) -> Iterator[Excluded]:
    return iter(())
