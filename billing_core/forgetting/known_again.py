"""A forgotten member is known again, and never named: by an HMAC of the key their id is compared by.

The key of the HMAC is made of the seals' key, which is not in the book: whoever has the book
alone cannot try ids out on it.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.models import Member
from billing_core.rules.member_key import member_key
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.seals.key import SealKeyUnusable, seal_key
from billing_core.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class ForgottenIds:
    """The forgotten members of the book, by the hash of their old ids."""

    key: bytes = b""
    pseudonyms: Mapping[str, str] = field(default_factory=dict)

    def pseudonym(self, app_id: str) -> str | None:
        """What the member is called now; None for an id that nobody has given back."""
        if not self.pseudonyms:
            return None
        return self.pseudonyms.get(_hash(self.key, app_id))


FindForgotten = Callable[[Session], ForgottenIds]


def nobody_forgotten(_session: Session) -> ForgottenIds:
    return ForgottenIds()


def forgotten_ids(session: Session, settings: Settings) -> ForgottenIds:
    """Raises Refusal "forget_key_missing" where somebody was forgotten and cannot be known again."""
    found = select(Member.forgotten_key, Member.app_id).where(Member.forgotten_key != "")
    pseudonyms = {row.forgotten_key: row.app_id for row in session.execute(found)}
    return ForgottenIds(_key(settings), pseudonyms) if pseudonyms else ForgottenIds()


def forgotten_key(settings: Settings, app_id: str) -> str:
    """Raises Refusal "forget_key_missing"."""
    return _hash(_key(settings, may_be_made=True), app_id)


def refuse_forgotten(session: Session, settings: Settings, app_id: str) -> None:
    """Check that nobody is given the id of somebody who was forgotten: whoever comes back is a new
    member to us. Until this transaction ends nobody is forgotten by that id, either.
    Raises Refusal "member_forgotten"."""
    hold(session, f"member:{member_key(app_id)}")
    if session.scalar(select(Member.id).where(Member.forgotten_key != "").limit(1)) is None:
        return
    try:
        key = forgotten_key(settings, app_id)
    except Refusal:  # a sale does not wait for a lost key: the app itself names the person anew
        log.error("forgotten members cannot be known again", why="seal key")
        return
    if session.scalar(select(Member.id).where(Member.forgotten_key == key)) is not None:
        raise Refusal(RefusalCode.MEMBER_FORGOTTEN, member=app_id)


def _key(settings: Settings, *, may_be_made: bool = False) -> bytes:
    try:
        key = seal_key(settings, may_be_made=may_be_made)
    except SealKeyUnusable:
        raise Refusal(RefusalCode.FORGET_KEY_MISSING) from None
    return hmac.digest(key, b"forgotten members", "sha256")


def _hash(key: bytes, app_id: str) -> str:
    return hmac.digest(key, member_key(app_id).encode("utf-8", "surrogatepass"), "sha256").hex()
