"""A member's session: one browser, half an hour, ended by whoever is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from billing_core.models import Member, MemberSession
from billing_core.rules.member_link import SESSION_LASTS
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.tokens import digest, new_token

# Asked by every page, so built once.
_SESSION = (
    select(MemberSession)
    .join(Member, Member.id == MemberSession.member_id)
    .where(MemberSession.token_hash == bindparam("token_hash"), Member.forgotten_at.is_(None))
)


def begin_member_session(
    session: Session, member_id: int, now: datetime, *, return_url: str = ""
) -> str:
    """The token for the browser's cookie. `now` is of the real clock."""
    session.execute(delete(MemberSession).where(MemberSession.expires_at <= now))
    token = new_token()
    session.add(
        MemberSession(
            token_hash=digest(token),
            member_id=member_id,
            return_url=return_url,
            begun_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def member_session(session: Session, token: str, now: datetime) -> MemberSession:
    """Raises Refusal "session_over" when there is none, or it is over."""
    found = session.scalar(_SESSION, {"token_hash": digest(token)}) if token else None
    if found is None or now >= found.expires_at:
        raise Refusal(RefusalCode.SESSION_OVER_MEMBER)
    return found


def end_member_session(session: Session, token: str) -> None:
    session.execute(delete(MemberSession).where(MemberSession.token_hash == digest(token)))
