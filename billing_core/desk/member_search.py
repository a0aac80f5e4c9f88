"""Searches members by a part of the id or of the name, where few fit by a trigram index.

Few fit: SQLite's text index names them. Many fit: going back from the newest ends soon. So a
search costs what it shows, whatever the company's size; but for one or two letters that hardly
anybody bears, which have no place in an index of three letters.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.models import Member

MANY = 1_000
SHORTEST = 3  # letters, in the text index
NO_TEXT_HAS = "\x00"  # and neither the text index nor PostgreSQL can be asked for it
_WORDS = text("SELECT member FROM member_words WHERE words MATCH :phrase LIMIT :most")
NEWEST_FIRST = (Member.created_at.desc(), Member.app_id.desc())


class MemberPlace(NamedTuple):
    """The key a page ended at: the next one begins after it, whoever joins meanwhile."""

    created_at: datetime
    app_id: str


def beyond(after: MemberPlace | None) -> list[ColumnElement[bool]]:
    """Whoever comes after that place, newest first; the first condition is the index's."""
    if after is None:
        return []
    joined = Member.created_at
    at_once = and_(joined == after.created_at, Member.app_id < after.app_id)
    return [joined <= after.created_at, or_(joined < after.created_at, at_once)]


def newest_named(
    session: Session,
    part: str,
    limit: int,
    *,
    besides: Sequence[int] = (),
    after: MemberPlace | None = None,
) -> Sequence[int]:
    """Members' numbers, newest first, whatever the case of Latin letters; with `besides`."""
    named, few = named_like(session, part), _few(session, part)
    if few is not None:
        named = and_(among(Member.id, few), named)
    found = select(Member.id).where(or_(named, Member.id.in_(besides)), *beyond(after))
    return session.scalars(found.order_by(*NEWEST_FIRST).limit(limit)).all()


def named_like(session: Session, part: str) -> ColumnElement[bool]:
    """A LIKE condition that looks at every member it is asked about."""
    pattern = "%" + _literally(part) + "%"
    # SQLite's own LIKE minds no case; of letters that have none, PostgreSQL's is the faster one.
    if _is_sqlite(session) or part.lower() == part.upper():
        return or_(Member.name.like(pattern, escape="!"), Member.app_id.like(pattern, escape="!"))
    return or_(Member.name.ilike(pattern, escape="!"), Member.app_id.ilike(pattern, escape="!"))


def _few(session: Session, part: str) -> Sequence[int] | None:
    """Who may fit, some by a name they no longer bear; None if going through all is as well."""
    if not _is_sqlite(session) or len(part) < SHORTEST:
        return None
    phrase = '"' + part.replace('"', '""') + '"'
    found = session.scalars(_WORDS, {"phrase": phrase, "most": MANY}).all()
    return found if len(found) < MANY else None


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _literally(part: str) -> str:
    for sign in "!%_":
        part = part.replace(sign, "!" + sign)
    return part
