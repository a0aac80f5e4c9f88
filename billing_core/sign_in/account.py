"""One's own account: how one signs in, and in which browsers one is signed in now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Person, PersonSession, TotpSecret
from billing_core.rules.actor import Actor
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import Way, is_live, way_of
from billing_core.sign_in.company import company_account
from billing_core.sign_in.totp import recovery_codes_left


@dataclass(frozen=True)
class OwnSession:
    """A browser of one's own; `here` is the one that asks. Instants are UTC."""

    begun_at: datetime
    acted_at: datetime
    remote: str
    here: bool


@dataclass(frozen=True)
class OwnAccount:
    """`codes_since` is when two-step sign-in was switched on, None while it is off."""

    login: str
    way: Way
    codes_since: datetime | None
    recovery_codes: int
    sessions: list[OwnSession]


def own_account(session: Session, actor: Actor, session_key: str, now: datetime) -> OwnAccount:
    """Raises Refusal "not_signed_in"."""
    person = session.get(Person, actor.number) if actor.number else None
    if person is None:
        raise Refusal(RefusalCode.NOT_SIGNED_IN)
    codes = session.get(TotpSecret, person.id)
    kept = session.scalars(
        select(PersonSession)
        .where(PersonSession.person_id == person.id)
        .order_by(PersonSession.acted_at.desc(), PersonSession.token_hash)
    )
    return OwnAccount(
        login=person.login,
        way=way_of(
            person.password_hash,
            company=company_account(session, person.id) is not None,
            code=codes is not None,
        ),
        codes_since=codes.on_since if codes else None,
        recovery_codes=recovery_codes_left(session, person.id),
        sessions=[
            OwnSession(each.begun_at, each.acted_at, each.remote, each.token_hash == session_key)
            for each in kept
            if is_live(each.begun_at, each.acted_at, now)
        ],
    )
