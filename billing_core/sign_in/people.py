"""People of the team: added, given a role, disabled and let in again, by an administrator.

A person keeps their number and their name in everything they did, so nobody is ever deleted.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import CompanyAccount, Person, PersonSession, SignInLink, TotpSecret
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, Role, require_administrator
from billing_core.rules.card_number import require_no_card_number
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import AT_MOST, IDLE, Way, way_of
from billing_core.sign_in.sessions import end_sessions_of

ROLES = (Role.VIEWER, Role.APPROVER, Role.ADMINISTRATOR)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")


@dataclass(frozen=True)
class PersonRow:
    """A person as the page 담당자 lists them; `sessions` are those that have not ended. Instants are
    UTC."""

    id: int
    login: str
    name: str
    role: Role
    way: Way
    signed_in_at: datetime | None
    disabled_at: datetime | None
    sessions: int


def people(session: Session, now: datetime) -> list[PersonRow]:
    """The team: those who may work first, by name."""
    counted = (
        select(PersonSession.person_id, func.count().label("number"))
        .where(PersonSession.acted_at > now - IDLE, PersonSession.begun_at > now - AT_MOST)
        .group_by(PersonSession.person_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Person,
            func.coalesce(counted.c.number, 0),
            CompanyAccount.person_id.is_not(None),
            TotpSecret.person_id.is_not(None),
        )
        .outerjoin(counted, counted.c.person_id == Person.id)
        .outerjoin(CompanyAccount, CompanyAccount.person_id == Person.id)
        .outerjoin(TotpSecret, TotpSecret.person_id == Person.id)
        .order_by(Person.disabled_at.is_not(None), Person.name, Person.id)
    )
    return [
        PersonRow(
            person.id,
            person.login,
            person.name,
            person.role,
            way_of(person.password_hash, company=company, code=code),
            person.signed_in_at,
            person.disabled_at,
            sessions,
        )
        for person, sessions, company, code in rows
    ]


def add_person(
    session: Session, login: str, name: str, role: Role, *, actor: Actor, now: datetime
) -> Person:
    """Without a password: a one-time link sets it (`links.make_link`).

    Raises Refusal: "not_allowed", "bad_login", "login_taken", "no_name",
    "bad_role", "card_number".
    """
    require_administrator(actor, Guarded.MANAGE_PEOPLE)
    require_no_card_number({"login": login, "name": name})
    login, name = login.strip().casefold(), " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise Refusal(RefusalCode.BAD_LOGIN)
    if not name or len(name) > 60:
        raise Refusal(RefusalCode.NO_NAME)
    if role not in ROLES:
        raise Refusal(RefusalCode.BAD_ROLE)
    hold(session, "people")
    if session.scalar(select(Person.id).where(Person.login == login)) is not None:
        raise Refusal(RefusalCode.LOGIN_TAKEN, login=login)
    person = Person(login=login, name=name, role=role, created_at=now)
    session.add(person)
    session.flush()
    _record(session, Act.PERSON_ADDED, person, actor, now, role=str(role))
    return person


def change_role(
    session: Session, person_id: int, role: Role, *, actor: Actor, now: datetime
) -> None:
    """From the next click on. Raises Refusal: "not_allowed", "bad_role", "no_person",
    "last_administrator"."""
    require_administrator(actor, Guarded.MANAGE_PEOPLE)
    if role not in ROLES:
        raise Refusal(RefusalCode.BAD_ROLE)
    person = _locked(session, person_id)
    if person.role is role:
        return
    if person.role is Role.ADMINISTRATOR:
        _require_another_administrator(session, person)
    change = {"before": str(person.role), "role": str(role)}
    _record(session, Act.PERSON_ROLE_CHANGED, person, actor, now, **change)
    session.flush()  # while whoever gives up their own role still has it
    person.role = role


def disable_person(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Signed out everywhere, and refused from the next click on.

    Raises Refusal: "not_allowed", "no_person", "last_administrator".
    """
    require_administrator(actor, Guarded.MANAGE_PEOPLE)
    person = _locked(session, person_id)
    if person.disabled_at is not None:
        return
    if person.role is Role.ADMINISTRATOR:
        _require_another_administrator(session, person)
    _record(session, Act.PERSON_DISABLED, person, actor, now)
    session.flush()  # while whoever disables themselves may still be told of
    person.disabled_at = now
    end_sessions_of(session, person.id)
    session.execute(delete(SignInLink).where(SignInLink.person_id == person.id))


def enable_person(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Raises Refusal: "not_allowed", "no_person"."""
    require_administrator(actor, Guarded.MANAGE_PEOPLE)
    person = _locked(session, person_id)
    if person.disabled_at is not None:
        person.disabled_at = None
        _record(session, Act.PERSON_ENABLED, person, actor, now)


def sign_out_everywhere(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Oneself, or as an administrator anybody. Raises Refusal: "not_allowed", "no_person"."""
    if actor.number != person_id:
        require_administrator(actor, Guarded.MANAGE_PEOPLE)
    person = _locked(session, person_id)
    end_sessions_of(session, person.id)
    _record(session, Act.PERSON_SESSIONS_ENDED, person, actor, now)


def person_called(session: Session, login: str) -> Person:
    """Raises Refusal "no_person"."""
    found = session.scalar(select(Person).where(Person.login == login.strip().casefold()))
    if found is None:
        raise Refusal(RefusalCode.NO_PERSON)
    return found


def _locked(session: Session, person_id: int) -> Person:
    hold(session, "people")
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise Refusal(RefusalCode.NO_PERSON)
    return person


def _require_another_administrator(session: Session, person: Person) -> None:
    others = session.scalar(
        select(func.count())
        .select_from(Person)
        .where(
            Person.role == Role.ADMINISTRATOR,
            Person.disabled_at.is_(None),
            Person.id != person.id,
        )
    )
    if not others:
        raise Refusal(RefusalCode.LAST_ADMINISTRATOR)


def _record(
    session: Session, act: Act, person: Person, actor: Actor, now: datetime, **detail: Any
) -> None:
    record_act(session, act, at=now, actor=actor, member_id=None, subject=person.login, **detail)
