"""Write down whose data a person of the team is about to see, before it shows."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.access_log.note_access import note_access
from billing_core.among import among
from billing_core.models import Member
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor


def note_members_seen(
    session: Session,
    kind: AccessKind,
    app_ids: Collection[str],
    *,
    at: datetime,
    actor: Actor,
    remote: str,
    page: str,
) -> None:
    """Adds one row, none where nobody is a member. `remote` is from where they look, which may not
    be from where they signed in."""
    of_them = select(Member.id).where(among(Member.app_id, list(app_ids)))
    numbers = session.scalars(of_them.order_by(Member.id)).all()
    if not numbers:
        return
    note_access(
        session,
        kind,
        at=at,
        actor=actor,
        remote=remote,
        subject=page,
        members=numbers,
    )
