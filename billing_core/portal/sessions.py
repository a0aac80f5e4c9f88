"""A member's session: one browser, half an hour, ended by whoever is done."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from billing_core.models import Member, MemberSession
from billing_core.plain_rows import CompiledQuery, Looking, plain_rows
from billing_core.rules.member_link import SESSION_LASTS
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.tokens import digest, new_token


class MemberHere(NamedTuple):
    """Whose session it is, and the way back to the company's app."""

    member_id: int
    return_url: str
    expires_at: datetime


# Asked by every page, so built once.
_SESSION = CompiledQuery(
    select(MemberSession.member_id, MemberSession.return_url, MemberSession.expires_at)
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


def member_session(asked: Looking, token: str, now: datetime) -> MemberHere:
    """Raises Refusal "session_over" when there is none, or it is over."""
    found = plain_rows(asked, _SESSION, token_hash=digest(token)) if token else ()
    for row in found:
        here = MemberHere(*row)
        if now < here.expires_at:
            return here
    raise Refusal(RefusalCode.SESSION_OVER_MEMBER)


def end_member_session(session: Session, token: str) -> None:
    session.execute(delete(MemberSession).where(MemberSession.token_hash == digest(token)))
