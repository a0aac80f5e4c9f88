"""Two-step sign-in (2단계 인증): codes of an authenticator app (TOTP), and codes for when it is lost.

A new link or a new password leaves it on: whoever lost the app has a recovery code, or an
administrator who switches it off for them.
"""

import secrets
from datetime import datetime

from pyotp import TOTP, random_base32
from pyotp.utils import strings_equal
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import HalfSignIn, Person, RecoveryCode, TotpSecret
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import OF_THE_DEMO, RECOVERY_CODES
from billing_core.tokens import digest

ISSUER = "Billing Desk"
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
_LENGTH = 24  # 120 random bits: enough that a plain hash keeps them


def new_secret() -> str:
    return random_base32()


def app_address(secret: str, login: str) -> str:
    """What the app reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def wants_code(session: Session, person_id: int) -> bool:
    return session.get(TotpSecret, person_id) is not None


def recovery_codes_left(session: Session, person_id: int) -> int:
    of_theirs = select(func.count()).where(RecoveryCode.person_id == person_id)
    return session.scalar(of_theirs) or 0


def turn_on_totp(
    session: Session, secret: str, code: str, *, actor: Actor, now: datetime
) -> list[str]:
    """For oneself, once the app shows a right code. Returns the recovery codes, which nobody can
    look up later.

    Raises Refusal: "not_signed_in", "no_password", "wrong_code".
    """
    hold(session, "people")
    person = session.get(Person, actor.number, populate_existing=True) if actor.number else None
    if person is None:
        raise Refusal(RefusalCode.NOT_SIGNED_IN)
    if person.password_hash in ("", OF_THE_DEMO):
        raise Refusal(RefusalCode.NO_PASSWORD)
    step = _step_of(secret, code, now)
    if step is None:
        raise Refusal(RefusalCode.WRONG_CODE)
    _forget(session, person.id)
    session.add(TotpSecret(person_id=person.id, secret=secret, on_since=now, last_step=step))
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_hash=digest(each), person_id=person.id) for each in codes)
    _record(session, Act.PERSON_TOTP_ON, person, actor, now)
    return ["-".join(each[at : at + 4] for at in range(0, _LENGTH, 4)) for each in codes]


def turn_off_totp(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """One's own, or as an administrator anybody's. Raises Refusal: "not_allowed", "no_person"."""
    if actor.number != person_id:
        require_administrator(actor, Guarded.MANAGE_PEOPLE)
    person = session.get(Person, person_id)
    if person is None:
        raise Refusal(RefusalCode.NO_PERSON)
    if wants_code(session, person_id):
        _forget(session, person_id)
        _record(session, Act.PERSON_TOTP_OFF, person, actor, now)


def take_code(session: Session, person_id: int, code: str, now: datetime) -> str:
    """Which kind of code it is, "app" or "recovery", and from now on it works no more; empty where
    it is wrong."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    known = session.get(TotpSecret, person_id)
    step = _step_of(known.secret, typed, now) if known is not None else None
    if step is not None:
        set_back = TotpSecret.last_step > step + 2  # no code is that young: it was another clock's
        taken = (
            update(TotpSecret)
            .where(TotpSecret.person_id == person_id, or_(TotpSecret.last_step < step, set_back))
            .values(last_step=step)
            .returning(TotpSecret.person_id)
        )
        return "app" if session.execute(taken).first() else ""
    spent = (
        delete(RecoveryCode)
        .where(RecoveryCode.code_hash == digest(typed), RecoveryCode.person_id == person_id)
        .returning(RecoveryCode.person_id)
    )
    return "recovery" if session.execute(spent).first() else ""


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Of the 30 seconds whose code this is: the present ones, those before or those after."""
    totp, typed = TOTP(secret), "".join(code.split())
    present = totp.timecode(now)
    for step in (present, present - 1, present + 1):
        if strings_equal(typed, totp.generate_otp(step)):
            return step
    return None


def _forget(session: Session, person_id: int) -> None:
    for each in (TotpSecret, RecoveryCode, HalfSignIn):
        session.execute(delete(each).where(each.person_id == person_id))


def _record(session: Session, act: Act, person: Person, actor: Actor, now: datetime) -> None:
    record_act(session, act, at=now, actor=actor, member_id=None, subject=person.login)
