"""Write the access log: in the transaction of what is done, or before what is shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.models import AccessRow
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor

LONGEST_SUBJECT, LONGEST_REMOTE = 120, 60


def note_access(
    session: Session,
    kind: AccessKind,
    *,
    at: datetime,
    actor: Actor | None,
    remote: str = "",
    subject: str = "",
    members: Sequence[int] = (),
    reason: str = "",
    **detail: str | int | bool,
) -> None:
    """Adds a row. `at` is an instant of the real clock; `actor` is None for somebody we do not
    know. `detail` never holds what a person typed to search, nor a member's data."""
    session.add(
        AccessRow(
            at=at,
            kind=kind,
            actor_kind=actor.kind if actor else None,
            actor=actor.id if actor else "",
            remote=remote[:LONGEST_REMOTE],
            subject=subject[:LONGEST_SUBJECT],
            members=list(members),
            reason=reason,
            detail=detail,
        )
    )
