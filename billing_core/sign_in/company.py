"""Signing in with the company's account (OpenID Connect): matched with our own list alone.

A one-time link binds an account to a person; who has none here is refused, and nobody is added.
A journey to the provider is kept in the book and bound to one browser, so no address that somebody
else has prepared signs anybody in (login CSRF), and none works twice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billing_core.access_log.crowd import is_crowded
from billing_core.access_log.note_access import note_access
from billing_core.database import Database, hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import CompanyAccount, CompanyJourney, Person
from billing_core.oidc.provider import CodeRequest, Identity, OidcProvider
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import CLOCKS_DIFFER, JOURNEY_LASTS, is_recent
from billing_core.sign_in import sessions
from billing_core.sign_in.links import spend
from billing_core.sign_in.tries import forget_tries, tries_key
from billing_core.system import System
from billing_core.tokens import digest, new_token


@dataclass(frozen=True)
class CompanyErrand:
    """What somebody goes to the provider for: to bind the account to a one-time link, to prove a
    session's person again, or to sign in. `link` and `session` are digests."""

    redirect_uri: str
    next_path: str = "/"
    language: str = "ko"
    link: str = ""
    session: str = ""

    @property
    def prompt(self) -> str:
        """Nobody binds whichever account happens to be open in a browser that others use, too."""
        if self.session:
            return "login"
        return "select_account" if self.link else ""


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and the token that its cookie brings back."""

    address: str
    browser: str


def depart(system: System, errand: CompanyErrand, browser: str = "") -> Departure:
    """`browser` is the token of a journey that is under way in the same browser, in another window.

    Raises Refusal: "no_company_sign_in", "provider_away".
    """
    request, browser = CodeRequest.new(), browser or new_token()
    address = provider_of(system).address(
        request, errand.redirect_uri, language=errand.language, prompt=errand.prompt
    )
    now = system.wall_clock.now()
    with system.database.writing() as session:
        session.execute(delete(CompanyJourney).where(CompanyJourney.begun_at < now - JOURNEY_LASTS))
        session.add(
            CompanyJourney(
                state_hash=digest(request.state),
                browser=digest(browser),
                nonce=request.nonce,
                verifier=request.verifier,
                link=errand.link,
                session=errand.session,
                next_path=errand.next_path,
                language=errand.language,
                begun_at=now,
            )
        )
    return Departure(address, browser)


def come_back(database: Database, state: str, browser: str, now: datetime) -> CompanyJourney:
    """The journey, which is over now. Raises Refusal "sign_in_over" for another browser's, too."""
    with database.writing() as session:
        journey: CompanyJourney | None = session.scalar(
            delete(CompanyJourney)
            .where(
                CompanyJourney.state_hash == digest(state),
                CompanyJourney.browser == digest(browser),
            )
            .returning(CompanyJourney)
        )
    if journey is None or not is_recent(journey.begun_at, JOURNEY_LASTS, now):
        raise Refusal(RefusalCode.SIGN_IN_OVER)
    return journey


def arrive(
    system: System, journey: CompanyJourney, *, code: str, redirect_uri: str, remote: str
) -> str:
    """What the provider says of who came back is asked for, and the errand done. Returns the token
    of the session that begins, or nothing where one was proved.

    Raises Refusal: "no_company_sign_in", "provider_away", "company_sign_in_failed",
    "company_account_unknown", "company_account_taken", "company_proof_failed", "link_over".
    """
    request, identity = CodeRequest("", journey.nonce, journey.verifier), None
    now = system.wall_clock.now()
    try:
        identity = provider_of(system).identity(request, code, redirect_uri)
        with system.database.writing() as session:
            if journey.session:
                _prove(session, journey, identity, now)
                return ""
            if journey.link:
                person = _bind(session, journey.link, identity, now)
            else:
                person = _person_of(session, identity)
            return _begin(session, person, identity, now, remote)
    except Refusal as refusal:
        _record_failure(system, refusal, journey, identity, remote)
        raise


def provider_of(system: System) -> OidcProvider:
    """Raises Refusal "no_company_sign_in"."""
    if system.oidc is None:
        raise Refusal(RefusalCode.NO_COMPANY_SIGN_IN)
    return system.oidc


def company_account(session: Session, person_id: int | None) -> CompanyAccount | None:
    return session.get(CompanyAccount, person_id) if person_id is not None else None


def _person_of(session: Session, identity: Identity) -> Person:
    person = session.scalar(
        select(Person)
        .join(CompanyAccount, CompanyAccount.person_id == Person.id)
        .where(
            CompanyAccount.issuer == identity.issuer,
            CompanyAccount.subject == identity.subject,
            Person.disabled_at.is_(None),
        )
    )
    if person is None:
        raise Refusal(RefusalCode.COMPANY_ACCOUNT_UNKNOWN)
    return person


def _bind(session: Session, link: str, identity: Identity, now: datetime) -> Person:
    """From now on in place of a password: whoever may no longer enter at the company cannot enter
    here."""
    hold(session, "people")
    person = spend(session, link, now)
    owner = session.scalar(
        select(CompanyAccount.person_id).where(
            CompanyAccount.issuer == identity.issuer, CompanyAccount.subject == identity.subject
        )
    )
    if owner not in (None, person.id):
        raise Refusal(RefusalCode.COMPANY_ACCOUNT_TAKEN)
    session.merge(
        CompanyAccount(
            person_id=person.id,
            issuer=identity.issuer,
            subject=identity.subject,
            bound_at=now,
        )
    )
    person.password_hash = ""
    forget_tries(session, tries_key(person.login))
    sessions.end_sessions_of(session, person.id)
    record_act(
        session,
        Act.PERSON_COMPANY_ACCOUNT_BOUND,
        at=now,
        actor=person.actor,
        member_id=None,
        subject=person.login,
        issuer=identity.issuer,
        account=identity.subject,
    )
    return person


def _prove(session: Session, journey: CompanyJourney, identity: Identity, now: datetime) -> None:
    """By the session's own account, and after the journey began: a provider that lets somebody
    through who signed in there this morning proves nothing."""
    here = sessions.read_session(session, journey.session, now)
    own = company_account(session, here.actor.number) if here else None
    at = identity.authenticated_at
    if (
        own is None
        or (own.issuer, own.subject) != (identity.issuer, identity.subject)
        or at is None
        or at < journey.begun_at - CLOCKS_DIFFER
    ):
        raise Refusal(RefusalCode.COMPANY_PROOF_FAILED)
    sessions.note_proof(session, journey.session, now)


def _begin(session: Session, person: Person, identity: Identity, now: datetime, remote: str) -> str:
    at = identity.authenticated_at
    token = sessions.begin_session_proved(
        session, person, proved_at=min(at, now) if at else None, now=now, remote=remote
    )
    record_act(
        session,
        Act.PERSON_SIGNED_IN,
        at=now,
        actor=person.actor,
        member_id=None,
        remote=remote,
        way="company",
    )
    return token


def _record_failure(
    system: System,
    refusal: Refusal,
    journey: CompanyJourney,
    identity: Identity | None,
    remote: str,
) -> None:
    if refusal.says is RefusalCode.PROVIDER_AWAY:
        return  # nobody has failed at anything
    now = system.wall_clock.now()
    with system.database.writing() as session:
        if (
            is_crowded(session, now)
            and sessions.read_session(session, journey.session, now) is None
        ):
            return
        note_access(
            session,
            AccessKind.SIGN_IN_FAILED,
            at=now,
            actor=None,
            remote=remote,
            code=str(refusal.says),
        )
        record_act(
            session,
            Act.PERSON_SIGN_IN_FAILED,
            at=now,
            actor=SYSTEM,
            member_id=None,
            remote=remote,
            way="company",
            why=refusal.code,
            account=identity.subject if identity else "",
            binding=bool(journey.link),
        )
