"""Sessions of the team, in the book: begun, read on every click, and ended.

Instants are of the real clock, never of the demo's that a click moves by a month.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from billing_core.access_log.note_access import note_access
from billing_core.database import Database, StorageUnavailable
from billing_core.models import HalfSignIn, Person, PersonSession
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor
from billing_core.rules.sign_in import AT_MOST, NOTED_EVERY, OF_THE_DEMO, is_live, is_proved
from billing_core.tokens import digest, new_token

PATIENCE_MS = 200
_OF_A_KEY = (
    select(PersonSession, Person)
    .join(Person, Person.id == PersonSession.person_id)
    .where(PersonSession.token_hash == bindparam("key"), Person.disabled_at.is_(None))
)


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in, and whether they have proved it lately."""

    actor: Actor
    proved: bool
    acted_at: datetime


def begin_session(session: Session, person: Person, *, now: datetime, remote: str = "") -> str:
    """Of somebody who has just proved who they are. Returns the token for the cookie."""
    return begin_session_proved(session, person, proved_at=now, now=now, remote=remote)


def begin_session_proved(
    session: Session, person: Person, *, proved_at: datetime | None, now: datetime, remote: str
) -> str:
    """Returns the token for the cookie. Forgets sessions that are over, so none pile up."""
    session.execute(delete(PersonSession).where(PersonSession.begun_at < now - AT_MOST))
    token = new_token()
    session.add(
        PersonSession(
            token_hash=digest(token),
            person_id=person.id,
            begun_at=now,
            acted_at=now,
            proved_at=proved_at,
            remote=remote[:60],
        )
    )
    person.signed_in_at = now
    note_access(session, AccessKind.SIGNED_IN, at=now, actor=person.actor, remote=remote)
    return token


def read_session(session: Session, key: str, now: datetime) -> SignedIn | None:
    """Whose session it is, by the digest of its token; None when it is over, was ended, or its
    person may not work any more."""
    found = session.execute(_OF_A_KEY, {"key": key}).one_or_none()
    if found is None:
        return None
    kept, person = found
    if not is_live(kept.begun_at, kept.acted_at, now):
        return None
    proved = is_proved(kept.proved_at, now) or person.password_hash == OF_THE_DEMO
    return SignedIn(person.actor, proved, kept.acted_at)


def resume_session(database: Database, key: str, now: datetime) -> SignedIn | None:
    """As `read_session`, and the person has done something: half an hour of idleness begins anew.
    Written once a minute at most, and not at all while somebody else writes for long: looking
    around waits for nobody."""
    with database.reading() as session:
        here = read_session(session, key, now)
    if here is not None and now - here.acted_at >= NOTED_EVERY:
        with suppress(StorageUnavailable), database.writing(patience_ms=PATIENCE_MS) as session:
            session.execute(
                update(PersonSession).where(PersonSession.token_hash == key).values(acted_at=now)
            )
    return here


def note_proof(session: Session, key: str, now: datetime) -> None:
    """The person has typed their password again, or signed in at the company anew."""
    session.execute(
        update(PersonSession)
        .where(PersonSession.token_hash == key)
        .values(proved_at=now, acted_at=now)
    )


def end_session(session: Session, key: str) -> None:
    session.execute(delete(PersonSession).where(PersonSession.token_hash == key))


def end_sessions_of(session: Session, person_id: int, *, but: str = "") -> None:
    """Signs a person out everywhere, also where a code is still awaited; one may stay."""
    for each in (PersonSession, HalfSignIn):
        session.execute(delete(each).where(each.person_id == person_id, each.token_hash != but))
