"""Writes the access log for a page: what is shown next, and what a person was refused."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from sqlalchemy import select

from billing_core.access_log.note_access import note_access
from billing_core.among import among
from billing_core.models import Member
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor, Guarded
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import PROVED_FOR
from dashboard.parts import desk

# A page waits no longer for somebody who writes, and shows nothing then. What was refused is
# evidence, and waits as every act does.
PATIENCE_MS = 3_000
_SEEN = "noted_views"
# Said to somebody for who they are, and not for how things stand.
OF_THE_PERSON = (
    RefusalCode.NOT_ALLOWED,
    RefusalCode.NOT_SIGNED_IN,
    RefusalCode.PASSWORD_NEEDED,
    RefusalCode.COMPANY_PROOF_NEEDED,
)


def note_view(kind: AccessKind, subject: str, app_ids: Sequence[str] = ()) -> None:
    """Before it shows. The same thing is one view for a quarter of an hour, however often the page
    draws itself meanwhile."""
    at = desk.the_system().wall_clock.now()
    seen: dict[object, datetime] = st.session_state.setdefault(_SEEN, {})
    view = (kind, subject, tuple(app_ids))
    if view in seen and abs(at - seen[view]) < PROVED_FOR:
        return
    with desk.reading() as session:
        them = select(Member.id).where(among(Member.app_id, sorted(set(app_ids))))
        members = session.scalars(them.order_by(Member.id)).all() if app_ids else []
    patience = None if kind is AccessKind.ACT_REFUSED else PATIENCE_MS
    _note(kind, at, desk.shown_actor(), subject=subject, members=members, patience_ms=patience)
    seen[view] = at


def note_refused(refusal: Refusal, actor: Actor | None) -> None:
    """In a transaction of its own, because the refused one is undone."""
    if refusal.says in OF_THE_PERSON:
        act = refusal.facts.get("act")
        subject = str(act) if isinstance(act, Guarded) else ""
        at = desk.the_system().wall_clock.now()
        _note(AccessKind.ACT_REFUSED, at, actor, subject=subject, code=str(refusal.says))


def _note(
    kind: AccessKind,
    at: datetime,
    actor: Actor | None,
    *,
    subject: str,
    members: Sequence[int] = (),
    patience_ms: int | None = None,
    **detail: str,
) -> None:
    with desk.the_system().database.writing(patience_ms=patience_ms) as session:
        note_access(
            session,
            kind,
            at=at,
            actor=actor,
            remote=desk.remote_address(),
            subject=subject,
            members=members,
            **detail,
        )
