"""Signing in with a login and a password: refused alike whatever is wrong, slowed after five tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Person
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import FREE_TRIES
from billing_core.sign_in.passwords import matches
from billing_core.sign_in.sessions import begin_session, note_proof
from billing_core.sign_in.tokens import digest
from billing_core.sign_in.tries import (
    count_try,
    forget_tries,
    is_known,
    remember_browser,
    tries_key,
)


@dataclass(frozen=True)
class PasswordTry:
    """One try at a password: by whom, from where and with which browser's token, at which instant
    of the real clock."""

    login: str
    password: str
    remote: str
    now: datetime
    browser: str = ""


@dataclass(frozen=True)
class Entered:
    """Tokens for the cookies: of the session, and of the browser where it is new."""

    session: str
    browser: str = ""


def sign_in(database: Database, attempt: PasswordTry) -> Entered:
    """Begin a session.

    Raises Refusal "wrong_password" for an unknown, disabled or passwordless person too, and
    "too_many_tries" without looking at the password, whether there is such a person or not.
    """
    person, browser = _asked_for(database, attempt)
    key = tries_key(attempt.login, browser)
    _check(database, person, key, attempt)
    with database.writing() as session:
        here = session.get_one(Person, person.id, with_for_update=True) if person else None
        if here is None or person is None or here.password_hash != person.password_hash:
            raise Refusal(RefusalCode.WRONG_PASSWORD)  # it was set anew a moment ago
        forget_tries(session, key)
        token = begin_session(session, here, now=attempt.now, remote=attempt.remote)
        new = "" if browser else remember_browser(session, here.id, attempt.now)
        record_act(
            session,
            Act.PERSON_SIGNED_IN,
            at=attempt.now,
            actor=here.actor,
            member_id=None,
            remote=attempt.remote,
        )
    return Entered(token, new)


def prove(database: Database, session_key: str, attempt: PasswordTry) -> None:
    """Take the password of somebody who has signed in once more, for a grave act. Their tries are
    counted by session. Raises as `sign_in`."""
    person, _ = _asked_for(database, attempt)
    key = tries_key(attempt.login, session_key)
    _check(database, person, key, attempt)
    with database.writing() as session:
        forget_tries(session, key)
        note_proof(session, session_key, attempt.now)


def _asked_for(database: Database, attempt: PasswordTry) -> tuple[Person | None, str]:
    """The person, and the digest of the browser where they are known to use it."""
    with database.reading() as session:
        person = _named(session, attempt.login)
        browser = digest(attempt.browser) if attempt.browser else ""
        known = person is not None and is_known(session, browser, person.id, attempt.now)
    return person, browser if known else ""


def _check(database: Database, person: Person | None, key: str, attempt: PasswordTry) -> None:
    """Hashing takes a while on purpose, so the book is not held meanwhile."""
    failures = count_try(database, key, attempt.now)
    if matches(person.password_hash if person else "", attempt.password):
        return
    if failures <= FREE_TRIES:  # those after it are too many to keep one by one
        with database.writing() as session:
            record_act(
                session,
                Act.PERSON_SIGN_IN_FAILED,
                at=attempt.now,
                actor=SYSTEM,
                member_id=None,
                subject=person.login if person else "",
                remote=attempt.remote,
                in_a_row=failures,
            )
    raise Refusal(RefusalCode.WRONG_PASSWORD)


def _named(session: Session, login: str) -> Person | None:
    return session.scalar(
        select(Person).where(Person.login == login.strip().casefold(), Person.disabled_at.is_(None))
    )
