"""Store a webhook in the inbox, as far as it is allowed, before anybody works on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.inbox.delivery import read_delivery
from billing_core.lifecycle.strangers import names_ours, require_room, same_stranger
from billing_core.models import InboxEvent, InboxState

LONGEST_REMOTE = 60


def receive(
    session: Session,
    *,
    body: bytes,
    content_type: str,
    remote: str,
    vouched: bool = False,
    now: datetime,
) -> InboxEvent:
    """Store a webhook as a new event, durable once the caller has committed.

    `remote` is the sender's address; `vouched`: it is one of the vendor's. Nonsense raises Refusal
    (see `read_delivery`) before the database is touched, so that it cannot hold up anybody.
    Duplicates are kept, since settling is idempotent, but for a stranger's, whose row stands for
    all of them. Raises Refusal: "webhook_strangers".
    """
    delivery = read_delivery(body, content_type)
    stranger = not (vouched or names_ours(session, delivery.imp_uid, delivery.merchant_uid))
    if stranger:
        known = same_stranger(session, delivery.imp_uid)
        if known is not None:
            return known
        require_room(session)
    event = InboxEvent(
        received_at=now,
        remote=remote[:LONGEST_REMOTE],
        body=delivery.body,
        imp_uid=delivery.imp_uid,
        merchant_uid=delivery.merchant_uid,
        status=delivery.status,
        state=InboxState.NEW,
        run_at=now,
        stranger=stranger,
    )
    session.add(event)
    session.flush()
    return event
