"""Signing in with a login, a password and perhaps a code: slowed after five wrong ones.

Login and password are refused alike whatever is wrong.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billing_core.access_log.crowd import is_crowded
from billing_core.access_log.note_access import note_access
from billing_core.database import Database
from billing_core.lifecycle.record_act import record_act
from billing_core.models import HalfSignIn, Person, SignInLink
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import CODE_AWAITED_FOR, FREE_TRIES, is_recent
from billing_core.sign_in import tries
from billing_core.sign_in.links import record_password_set, require_strong
from billing_core.sign_in.passwords import costs_too_little, hashed, matches
from billing_core.sign_in.sessions import begin_session, end_sessions_of, note_proof
from billing_core.sign_in.totp import take_code, wants_code
from billing_core.tokens import digest, new_token


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
    """Tokens for the cookies: of the session, and of the browser where it is new. Whoever owes a
    code has no session yet, but the token of a second step."""

    session: str
    browser: str = ""
    second_step: str = ""


@dataclass(frozen=True)
class CodeTry:
    """One try at a code, after a right password: the token of that step, and otherwise as a
    `PasswordTry`."""

    second_step: str
    code: str
    remote: str
    now: datetime
    browser: str = ""


def sign_in(database: Database, attempt: PasswordTry) -> Entered:
    """Begin a session, or the second step of somebody who has switched it on.

    Raises Refusal "wrong_password" for an unknown, disabled or passwordless person too, and
    "too_many_tries" without looking at the password, whether there is such a person or not.
    """
    person, browser = _asked_for(database, attempt)
    key = tries.tries_key(attempt.login, browser)
    _check(database, person, key, attempt)
    with database.writing() as session:
        here = session.get_one(Person, person.id, with_for_update=True) if person else None
        if here is None or person is None or here.password_hash != person.password_hash:
            raise Refusal(RefusalCode.WRONG_PASSWORD)  # it was set anew a moment ago
        if costs_too_little(here.password_hash):  # now that we have been told it
            here.password_hash = hashed(attempt.password)
        if wants_code(session, here.id):
            tries.take_back_try(
                session, key, attempt.now
            )  # those before it count on: codes are tries
            return Entered("", second_step=_owe_code(session, here, attempt.now))
        tries.forget_tries(session, key)
        return _enter(session, here, attempt, browser, way="password")


def sign_in_with_code(database: Database, attempt: CodeTry) -> Entered:
    """The second step: wrong codes count as wrong passwords do.

    Raises Refusal: "sign_in_over", "wrong_code", "too_many_tries".
    """
    with database.reading() as session:
        person = _owing(session, attempt)
        browser = _known_browser(session, person, attempt)
    key = tries.tries_key(person.login, browser)
    failures = _counted(database, person, key, attempt)
    with database.writing() as session:
        session.get_one(Person, person.id, with_for_update=True)  # nobody resets it meanwhile
        here = _owing(session, attempt)
        kind = take_code(session, here.id, attempt.code, attempt.now)
        if kind:
            session.execute(delete(HalfSignIn).where(HalfSignIn.person_id == here.id))
            tries.forget_tries(session, key)
            return _enter(session, here, attempt, browser, way=f"password, code: {kind}")
    _record_failure(database, person, attempt, RefusalCode.WRONG_CODE, failures)
    raise Refusal(RefusalCode.WRONG_CODE)


def prove(database: Database, session_key: str, attempt: PasswordTry) -> None:
    """Take the password of somebody who has signed in once more, for a grave act. Their tries are
    counted by session. Raises as `sign_in`."""
    person, _ = _asked_for(database, attempt)
    key = tries.tries_key(attempt.login, session_key)
    _check(database, person, key, attempt)
    with database.writing() as session:
        tries.forget_tries(session, key)
        note_proof(session, session_key, attempt.now)


def change_password(database: Database, session_key: str, attempt: PasswordTry, new: str) -> None:
    """One's own, with the old one; every other session of theirs is over, and so is a link that
    somebody else may hold.

    Raises Refusal: as `sign_in`, and "weak_password".
    """
    person, _ = _asked_for(database, attempt)
    key = tries.tries_key(attempt.login, session_key)
    _check(database, person, key, attempt)
    with database.writing() as session:
        here = session.get_one(Person, person.id, with_for_update=True) if person else None
        if here is None or person is None or here.password_hash != person.password_hash:
            raise Refusal(RefusalCode.WRONG_PASSWORD)
        require_strong(new, here)
        here.password_hash = hashed(new)
        tries.forget_tries(session, key)
        end_sessions_of(session, here.id, but=session_key)
        session.execute(delete(SignInLink).where(SignInLink.person_id == here.id))
        note_proof(session, session_key, attempt.now)
        record_password_set(session, here, attempt.now)


def _asked_for(database: Database, attempt: PasswordTry) -> tuple[Person | None, str]:
    """The person, and the digest of the browser where they are known to use it."""
    with database.reading() as session:
        person = session.scalar(
            select(Person).where(
                Person.login == attempt.login.strip().casefold(), Person.disabled_at.is_(None)
            )
        )
        return person, _known_browser(session, person, attempt)


def _known_browser(session: Session, person: Person | None, attempt: PasswordTry | CodeTry) -> str:
    browser = digest(attempt.browser) if attempt.browser else ""
    known = person is not None and tries.is_known(session, browser, person.id, attempt.now)
    return browser if known else ""


def _owe_code(session: Session, person: Person, now: datetime) -> str:
    """Returns the token of the second step."""
    session.execute(delete(HalfSignIn).where(HalfSignIn.begun_at < now - CODE_AWAITED_FOR))
    token = new_token()
    session.add(HalfSignIn(token_hash=digest(token), person_id=person.id, begun_at=now))
    return token


def _owing(session: Session, attempt: CodeTry) -> Person:
    """Raises Refusal "sign_in_over"."""
    half = session.get(HalfSignIn, digest(attempt.second_step))
    person = session.get(Person, half.person_id) if half else None
    if (
        half is None
        or person is None
        or person.disabled_at is not None
        or not is_recent(half.begun_at, CODE_AWAITED_FOR, attempt.now)
    ):
        raise Refusal(RefusalCode.SIGN_IN_OVER)
    return person


def _enter(
    session: Session, person: Person, attempt: PasswordTry | CodeTry, browser: str, *, way: str
) -> Entered:
    token = begin_session(session, person, now=attempt.now, remote=attempt.remote)
    new = "" if browser else tries.remember_browser(session, person.id, attempt.now)
    record_act(
        session,
        Act.PERSON_SIGNED_IN,
        at=attempt.now,
        actor=person.actor,
        member_id=None,
        remote=attempt.remote,
        way=way,
    )
    return Entered(token, new)


def _check(database: Database, person: Person | None, key: str, attempt: PasswordTry) -> None:
    """Hashing takes a while on purpose, so the book is not held meanwhile."""
    failures = _counted(database, person, key, attempt)
    if matches(person.password_hash if person else "", attempt.password):
        return
    _record_failure(database, person, attempt, RefusalCode.WRONG_PASSWORD, failures)
    raise Refusal(RefusalCode.WRONG_PASSWORD)


def _counted(
    database: Database, person: Person | None, key: str, attempt: PasswordTry | CodeTry
) -> int:
    """How many wrong ones in a row, if this is one, too. Raises Refusal "too_many_tries"."""
    counted = tries.count_try(database, key, attempt.now)
    if not counted.wait_minutes:
        return counted.failures
    if counted.first_refused:
        with database.writing() as session:
            if person is not None or not is_crowded(session, attempt.now):
                _note_failure(session, person, attempt, RefusalCode.TOO_MANY_TRIES)
    raise Refusal(RefusalCode.TOO_MANY_TRIES, minutes=counted.wait_minutes)


def _record_failure(
    database: Database,
    person: Person | None,
    attempt: PasswordTry | CodeTry,
    code: RefusalCode,
    failures: int,
) -> None:
    with database.writing() as session:
        if person is None and is_crowded(session, attempt.now):
            return
        _note_failure(session, person, attempt, code)
        if failures > FREE_TRIES:
            return  # in the audit log, those after it are too many to keep one by one
        record_act(
            session,
            Act.PERSON_SIGN_IN_FAILED,
            at=attempt.now,
            actor=SYSTEM,
            member_id=None,
            subject=person.login if person else "",
            remote=attempt.remote,
            in_a_row=failures,
            way="password" if isinstance(attempt, PasswordTry) else "code",
        )


def _note_failure(
    session: Session, person: Person | None, attempt: PasswordTry | CodeTry, code: RefusalCode
) -> None:
    """Nobody is known to have typed it; a login that nobody has may be a password by mistake."""
    note_access(
        session,
        AccessKind.SIGN_IN_FAILED,
        at=attempt.now,
        actor=None,
        remote=attempt.remote,
        subject=person.login if person else "",
        code=str(code),
    )
