"""Whether the vendor's notices come: the last that named what we know, and payments that none told
of."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from billing_core.models import InboxEvent, PaymentRecord
from billing_core.rules.source import Source

ON_ITS_WAY = timedelta(minutes=10)
_TOLD_BY_GATEWAY = (Source.WEBHOOK, Source.SWEEP, Source.ANSWER, Source.READ)
# Of a payment or an order that is known: a forged notice proves no doorbell.
LAST_HEARD = (
    select(InboxEvent.received_at)
    .where(InboxEvent.stranger == false())
    .order_by(InboxEvent.received_at.desc())
    .limit(1)
)


class Unheard(NamedTuple):
    """When the payments began and last came of which no notice told."""

    first: datetime
    last: datetime


def last_heard(session: Session) -> datetime | None:
    return session.scalar(LAST_HEARD)


def unheard(session: Session, heard: datetime | None) -> Unheard | None:
    """Payments after the last notice. A notice comes within seconds; what was paid in the same
    minutes is on its way. A failed charge of our own rings no bell, and of a file or a transfer the
    gateway does not tell. None where no notice ever came."""
    if heard is None:
        return None
    would_ring = (
        PaymentRecord.dated_at > heard + ON_ITS_WAY,
        PaymentRecord.paid_at.is_not(None),
        PaymentRecord.source.in_(_TOLD_BY_GATEWAY),
    )
    paid = func.min(PaymentRecord.dated_at), func.max(PaymentRecord.dated_at)
    first, last = session.execute(select(*paid).where(*would_ring)).one()
    return Unheard(first, last) if first else None
