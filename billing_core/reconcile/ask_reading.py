"""A person asks for the gateway's books to be read now, and not when it is time again."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import ALWAYS, enqueue
from billing_core.lifecycle.record_act import record_act
from billing_core.models import JobKind
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver


def ask_reading(session: Session, *, actor: Actor, now: datetime) -> None:
    """Make the jobs that read payments and reservations due now. Raises Refusal: "not_allowed",
    "not_signed_in"."""
    require_approver(actor, Guarded.READ_GATEWAY)
    record_act(session, Act.GATEWAY_READING_ASKED, at=now, actor=actor, member_id=None)
    for kind in (JobKind.SWEEP, JobKind.BOOKINGS):
        enqueue(session, kind, ALWAYS, now)
