"""One-time links: how a person gets their first password, or a new one."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import CompanyAccount, Person, SignInLink
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import LINK_LASTS, SHORTEST_PASSWORD, is_weak
from billing_core.sign_in.passwords import hashed, is_guessed_early
from billing_core.sign_in.sessions import end_sessions_of
from billing_core.sign_in.tries import forget_tries, tries_key
from billing_core.tokens import digest, new_token

LINK_PATH = "/sign-in/link/"


def make_link(session: Session, person: Person, *, actor: Actor, now: datetime) -> str:
    """Returns the path of a link that works once within a day; earlier ones no longer do.

    Raises Refusal "not_allowed".
    """
    require_administrator(actor, Guarded.MANAGE_PEOPLE)
    session.execute(delete(SignInLink).where(SignInLink.person_id == person.id))
    token = new_token()
    session.add(
        SignInLink(token_hash=digest(token), person_id=person.id, expires_at=now + LINK_LASTS)
    )
    record_act(
        session,
        Act.PERSON_LINK_MADE,
        at=now,
        actor=actor,
        member_id=None,
        subject=person.login,
    )
    return LINK_PATH + token


def person_of_link(session: Session, token: str, now: datetime) -> Person:
    """Looking spends nothing: a messenger's preview may look, too. Raises Refusal "link_over"."""
    return _person(session, digest(token), now)


def spend_link(session: Session, token: str, password: str, now: datetime) -> Person:
    """The password is set, the link is spent, and every session of the person is over, as is their
    company account: they sign in one way.

    Raises Refusal: "link_over", "weak_password".
    """
    person = person_of_link(session, token, now)
    require_strong(password, person)
    spend(session, digest(token), now)
    person.password_hash = hashed(password)
    session.execute(delete(CompanyAccount).where(CompanyAccount.person_id == person.id))
    forget_tries(session, tries_key(person.login))
    end_sessions_of(session, person.id)
    record_password_set(session, person, now)
    return person


def spend(session: Session, token_hash: str, now: datetime) -> Person:
    """Whose link it was. Raises Refusal "link_over"."""
    person = _person(session, token_hash, now)
    spent = session.execute(
        delete(SignInLink)
        .where(SignInLink.token_hash == token_hash)
        .returning(SignInLink.person_id)
    ).all()
    if not spent:  # in another window, a moment ago
        raise Refusal(RefusalCode.LINK_OVER)
    return person


def require_strong(password: str, person: Person) -> None:
    """Raises Refusal "weak_password"."""
    names = person.login, person.name
    if is_weak(password, *names) or is_guessed_early(password, *names):
        raise Refusal(RefusalCode.WEAK_PASSWORD, shortest=SHORTEST_PASSWORD)


def record_password_set(session: Session, person: Person, now: datetime) -> None:
    record_act(
        session,
        Act.PERSON_PASSWORD_SET,
        at=now,
        actor=person.actor,
        member_id=None,
        subject=person.login,
    )


def _person(session: Session, token_hash: str, now: datetime) -> Person:
    link = session.get(SignInLink, token_hash)
    person = session.get(Person, link.person_id) if link and now < link.expires_at else None
    if person is None or person.disabled_at is not None:
        raise Refusal(RefusalCode.LINK_OVER)
    return person
