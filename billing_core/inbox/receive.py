"""Store a webhook in the inbox, as far as it is allowed, before anybody works on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.inbox.delivery import read_delivery
from billing_core.models import InboxEvent, InboxState

LONGEST_REMOTE = 60


def receive(
    session: Session, *, body: bytes, content_type: str, remote: str, now: datetime
) -> InboxEvent:
    """Store a webhook as a new event, durable once the caller has committed.

    `remote` is the sender's address. Nonsense raises Refusal (see `read_delivery`) before the
    database is touched, so that it cannot hold up anybody. Duplicates are kept: settling is
    idempotent.
    """
    delivery = read_delivery(body, content_type)
    event = InboxEvent(
        received_at=now,
        remote=remote[:LONGEST_REMOTE],
        body=delivery.body,
        imp_uid=delivery.imp_uid,
        merchant_uid=delivery.merchant_uid,
        status=delivery.status,
        state=InboxState.NEW,
        run_at=now,
    )
    session.add(event)
    session.flush()
    return event
