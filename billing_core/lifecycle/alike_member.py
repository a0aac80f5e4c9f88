"""Members by the key of their ids: two that nobody can tell apart are never silently two."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import among, hold
from billing_core.models import Member
from billing_core.rules.member_key import member_key, told_apart
from billing_core.rules.refusal import Refusal

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
            "member_id_alike",
            f"회원 ID {told_apart(member_id)}는 이미 있는 회원 {told_apart(known)}와 눈으로 구별되지 "
            "않습니다. 같은 회원이면 그 ID로 다시 요청하고, 다른 회원이면 회원 파일의 매핑에서 "
            "other_members에 적어 먼저 가져와 주세요.",
            member=member_id,
            known=known,
        )
