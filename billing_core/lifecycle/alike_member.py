"""Members by the key of their ids: two that nobody can tell apart are never silently two."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import among, hold
from billing_core.models import Member
from billing_core.rules.member_key import member_key
from billing_core.rules.refusal import Refusal, RefusalCode

# Whoever begins a member shares it until the transaction ends; a file takes it alone in the end.
MEMBER_IDS = "member-ids"


def known_by_key(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Key -> a member of the book who has it, the one whose id it is if there is one."""
    found: dict[str, str] = {}
    rows = session.execute(
        select(Member.id_key, Member.id).where(among(session, Member.id_key, keys))
    )
    for key, member_id in rows:
        if found.get(key) != key:
            found[key] = member_id
    return found


def require_like_no_other(session: Session, member_id: str) -> None:
    """For an id that the book does not have. Raises Refusal "member_id_alike"."""
    hold(session, MEMBER_IDS, shared=True)
    key = member_key(member_id)
    known = known_by_key(session, [key]).get(key)
    if known is not None:
        raise Refusal(
            RefusalCode.MEMBER_ID_ALIKE,
            member=member_id,
            known=known,
        )
