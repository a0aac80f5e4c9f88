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
from billing_core.rules.sign_in import delay_after
from billing_core.sign_in.passwords import matches
from billing_core.sign_in.sessions import begin_session, note_proof


@dataclass(frozen=True)
class Try:
    """One try at a password: by whom, from where, at which instant of the real clock."""

    login: str
    password: str
    remote: str
    now: datetime


def sign_in(database: Database, attempt: Try) -> str:
    """Returns the token of the new session.

    Raises Refusal "wrong_password" for an unknown, disabled or passwordless person too, and
    "too_many_tries" without looking at the password.
    """
    person = _checked(database, attempt)
    with database.writing() as session:
        here = session.get_one(Person, person.id, with_for_update=True)
        here.failures, here.locked_until = 0, None
        token = begin_session(session, here, now=attempt.now, remote=attempt.remote)
        record_act(
            session,
            Act.PERSON_SIGNED_IN,
            at=attempt.now,
            actor=here.actor,
            member_id=None,
            remote=attempt.remote,
        )
    return token


def prove(database: Database, key: str, attempt: Try) -> None:
    """The signed-in person types the password again, for a grave act. Raises as `sign_in`."""
    _checked(database, attempt)
    with database.writing() as session:
        note_proof(session, key, attempt.now)


def _checked(database: Database, attempt: Try) -> Person:
    """Hashing takes a while on purpose, so the book is not held meanwhile."""
    with database.reading() as session:
        person = _named(session, attempt.login)
    if person is not None and person.locked_until is not None and attempt.now < person.locked_until:
        minutes = -(-(person.locked_until - attempt.now).total_seconds() // 60)
        raise Refusal(RefusalCode.TOO_MANY_TRIES, minutes=int(minutes))
    right = matches(person.password_hash if person else "", attempt.password)
    if person is None or not right:
        _note_failure(database, attempt)
        raise Refusal(RefusalCode.WRONG_PASSWORD)
    return person


def _named(session: Session, login: str) -> Person | None:
    return session.scalar(
        select(Person).where(Person.login == login.strip().casefold(), Person.disabled_at.is_(None))
    )


def _note_failure(database: Database, attempt: Try) -> None:
    with database.writing() as session:
        person = _named(session, attempt.login)
        if person is not None:
            session.refresh(person, with_for_update=True)
            person.failures += 1
            person.locked_until = attempt.now + delay_after(person.failures)
        record_act(
            session,
            Act.PERSON_SIGN_IN_FAILED,
            at=attempt.now,
            actor=SYSTEM,
            member_id=None,
            subject=person.login if person else "",
            remote=attempt.remote,
        )
