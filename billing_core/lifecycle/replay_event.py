"""Replay a dead letter of the inbox, a webhook that was given up, at a person's word."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import InboxEvent, InboxState
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.refusal import Refusal, RefusalCode


def replay_event(session: Session, event_id: int, *, actor: Actor, now: datetime) -> None:
    """Make a given-up event due again, by compare-and-set. Raises Refusal: "not_allowed",
    "not_failed" (somebody replayed it already)."""
    require_approver(actor, Guarded.REPLAY_EVENT)
    replayed = session.scalar(
        update(InboxEvent)
        .where(InboxEvent.id == event_id, InboxEvent.state == InboxState.FAILED)
        .values(state=InboxState.NEW, run_at=now, attempts=0, claimed_until=None)
        .returning(InboxEvent.id)
    )
    if replayed is None:
        raise Refusal(RefusalCode.NOT_FAILED, event=event_id)
    record_act(
        session, Act.EVENT_REPLAYED, at=now, actor=actor, member_id=None, subject=str(event_id)
    )
