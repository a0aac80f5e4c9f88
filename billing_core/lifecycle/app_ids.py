"""Members by the app's id: two that nobody can tell apart are never silently two."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.database import hold
from billing_core.models import Member
from billing_core.rules.member_key import member_key
from billing_core.rules.refusal import Refusal, RefusalCode

# An advisory lock: whoever begins a member shares it; a file takes it alone in the end.
MEMBER_IDS = "member-ids"


def member_called(session: Session, app_id: str) -> Member | None:
    """The member with the app's id as it was given, letter by letter."""
    return session.scalar(select(Member).where(Member.app_id == app_id))


def the_member(session: Session, app_id: str) -> Member:
    """The member with the app's id. Raises Refusal "unknown_member"."""
    member = member_called(session, app_id)
    if member is None:
        raise Refusal(RefusalCode.UNKNOWN_MEMBER, member=app_id)
    return member


def require_not_forgotten(member: Member) -> None:
    """Check that nothing is begun for somebody who was forgotten, by their pseudonym: whoever comes
    back is a new member. Raises Refusal "member_forgotten"."""
    if member.forgotten_at is not None:
        raise Refusal(RefusalCode.MEMBER_FORGOTTEN, member=member.app_id)


def known_by_key(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Key -> a member of the book who has it, the one whose id it is if there is one."""
    found: dict[str, str] = {}
    rows = session.execute(
        select(Member.app_id_key, Member.app_id).where(among(Member.app_id_key, keys))
    )
    for key, app_id in rows:
        if found.get(key) != key:
            found[key] = app_id
    return found


def require_like_no_other(session: Session, app_id: str) -> None:
    """Check that no known id is like this new one. Raises Refusal "member_id_alike"."""
    hold(session, MEMBER_IDS, shared=True)
    key = member_key(app_id)
    known = known_by_key(session, [key]).get(key)
    if known is not None:
        raise Refusal(
            RefusalCode.MEMBER_ID_ALIKE,
            member=app_id,
            known=known,
        )
