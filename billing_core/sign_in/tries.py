"""Rate limit of passwords and codes: a try is counted before it is looked at, and forgotten when it
was right.

Strangers' tries and those of a browser that a person has signed in from are counted apart, so
nobody can keep a person out by guessing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from billing_core.database import Database, hold
from billing_core.models import KnownBrowser, PasswordTries
from billing_core.rules.sign_in import BROWSER_KNOWN_FOR, CLOCKS_DIFFER, LONGEST_DELAY, delay_after
from billing_core.tokens import digest, new_token

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class CountedTry:
    """How many wrong ones there were in a row, if this is one, too. `wait_minutes`: it came too
    early; `first_refused`: as the first of those, which alone is written down."""

    failures: int
    wait_minutes: int = 0
    first_refused: bool = False


def count_try(database: Database, key: str, now: datetime) -> CountedTry:
    """In a transaction of its own, so that tries at the same time are no free ones."""
    with database.writing() as session:
        hold(session, f"tries {key}")
        session.execute(delete(PasswordTries).where(PasswordTries.tried_at < now - FORGOTTEN_AFTER))
        known = session.get(PasswordTries, key, with_for_update=True)  # or somebody forgets it
        if known is None:
            known = PasswordTries(key=key, failures=0, locked_until=now, tried_at=now)
            session.add(known)
        elif now < known.locked_until <= now + LONGEST_DELAY + CLOCKS_DIFFER:  # or it was set back
            minutes = -(-(known.locked_until - now).total_seconds() // 60)
            first = known.refused_at is None or known.refused_at < known.tried_at
            known.refused_at = now
            return CountedTry(known.failures, int(minutes), first)
        known.failures += 1
        known.tried_at, known.locked_until = now, now + delay_after(known.failures)
        return CountedTry(known.failures)


def take_back_try(session: Session, key: str, now: datetime) -> None:
    """The one that was just counted was right, but not yet all that is asked for."""
    known = session.get(PasswordTries, key, with_for_update=True, populate_existing=True)
    if known is not None:
        known.failures, known.locked_until = max(known.failures - 1, 0), now


def forget_tries(session: Session, key: str) -> None:
    session.execute(delete(PasswordTries).where(PasswordTries.key == key))


def tries_key(login: str, browser: str = "") -> str:
    """`browser` is the digest of a known one, or empty for all strangers together."""
    return digest(f"{login.strip().casefold()} {browser}")


def is_known(session: Session, browser: str, person_id: int, now: datetime) -> bool:
    known = session.get(KnownBrowser, browser) if browser else None
    return (
        known is not None
        and known.person_id == person_id
        and now - known.known_at < BROWSER_KNOWN_FOR
    )


def is_known_to_anybody(session: Session, browser: str, now: datetime) -> bool:
    known = session.get(KnownBrowser, browser)
    return known is not None and now - known.known_at < BROWSER_KNOWN_FOR


def remember_browser(session: Session, person_id: int, now: datetime) -> str:
    """Returns the token for its cookie."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.known_at < now - BROWSER_KNOWN_FOR))
    token = new_token()
    session.add(KnownBrowser(token_hash=digest(token), person_id=person_id, known_at=now))
    return token
