"""API keys: made and revoked by an administrator, and looked at on every call of a program.

A program that rotates its key has two for a while: any number of keys is valid at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import ApiKey
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.calendar import kst_instant
from billing_core.rules.key_scope import USE_NOTED_EVERY, KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.tokens import digest, new_token

KEY_PREFIX = "bd_live_"  # so that people, and scanners of source code, recognise one
LONGEST_NAME = 60


@dataclass(frozen=True)
class ApiKeyRow:
    """A key as lists show it. Instants are UTC."""

    id: int
    name: str
    scopes: tuple[KeyScope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    is_valid: bool


@dataclass(frozen=True)
class KeyHolder:
    """A program that has shown a valid key."""

    key_id: int | None  # None: the one in the settings
    scopes: frozenset[KeyScope]
    last_used_at: datetime | None = None
    expires_at: datetime | None = None

    def is_use_noted(self, now: datetime) -> bool:
        """Once a minute is enough."""
        last = self.last_used_at
        return last is not None and abs(now - last) < USE_NOTED_EVERY


def make_api_key(
    session: Session,
    name: str,
    scopes: Iterable[KeyScope],
    *,
    last_day: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """Returns the key, which nobody can look up later: the book has its digest alone. It is good
    to the end of `last_day` in Seoul (2027-03-31), or until it is revoked.

    Raises Refusal: "not_allowed", "no_name", "no_scope", "bad_day", "expired", "name_taken".
    """
    require_administrator(actor, Guarded.MANAGE_API_KEYS)
    name = " ".join(name.split())
    wanted = sorted(set(scopes), key=list(KeyScope).index)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refusal(RefusalCode.NO_NAME)
    if not wanted:
        raise Refusal(RefusalCode.NO_SCOPE)
    expires_at = _end_of(last_day) if last_day else None
    if expires_at is not None and expires_at <= now:
        raise Refusal(RefusalCode.EXPIRED)
    hold(session, "api_keys")
    if _valid_called(session, name, now) is not None:
        raise Refusal(RefusalCode.NAME_TAKEN, name=name)
    token = KEY_PREFIX + new_token()
    session.add(
        ApiKey(
            name=name,
            key_hash=digest(token),
            scopes=[str(scope) for scope in wanted],
            created_at=now,
            created_by_kind=actor.kind,
            created_by=actor.id,
            expires_at=expires_at,
        )
    )
    record_act(
        session,
        Act.API_KEY_MADE,
        at=now,
        actor=actor,
        member_id=None,
        subject=name,
        scopes=[str(scope) for scope in wanted],
        expires_at=expires_at,
    )
    return token


def revoke_api_key(session: Session, key_id: int, *, actor: Actor, now: datetime) -> None:
    """From the next call on; doing it again changes nothing. Raises Refusal "not_allowed"."""
    require_administrator(actor, Guarded.MANAGE_API_KEYS)
    hold(session, "api_keys")
    key = session.get_one(ApiKey, key_id, populate_existing=True)
    if key.revoked_at is None:
        key.revoked_at = now
        record_act(
            session, Act.API_KEY_REVOKED, at=now, actor=actor, member_id=None, subject=key.name
        )


def api_key_called(session: Session, name: str, now: datetime) -> ApiKey:
    """The valid one. Raises Refusal "no_key"."""
    found = _valid_called(session, name, now)
    if found is None:
        raise Refusal(RefusalCode.NO_KEY, name=name)
    return found


def api_keys(session: Session, now: datetime) -> list[ApiKeyRow]:
    """The valid ones first, then by name; of one name the newest first."""
    rows = [
        ApiKeyRow(
            key.id,
            key.name,
            _scopes(key),
            key.created_at,
            key.expires_at,
            key.revoked_at,
            key.last_used_at,
            _is_valid(key, now),
        )
        for key in session.scalars(select(ApiKey).order_by(ApiKey.name, ApiKey.id.desc()))
    ]
    return sorted(rows, key=lambda row: not row.is_valid)


def read_api_key(session: Session, token: str, now: datetime) -> KeyHolder | None:
    """Whose key it is; None when it is nobody's, was revoked or has expired."""
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == digest(token)))
    if key is None or not _is_valid(key, now):
        return None
    return KeyHolder(key.id, frozenset(_scopes(key)), key.last_used_at, key.expires_at)


def has_api_keys(session: Session, now: datetime) -> bool:
    """Whether any is valid."""
    return any(
        _is_valid(key, now)
        for key in session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None)))
    )


def note_use(session: Session, key_id: int, now: datetime) -> None:
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))


def _end_of(day: str) -> datetime:
    try:
        return kst_instant(date.fromisoformat(day) + timedelta(days=1))
    except (ValueError, OverflowError):
        raise Refusal(RefusalCode.BAD_DAY, since=day) from None


def _valid_called(session: Session, name: str, now: datetime) -> ApiKey | None:
    same = select(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None))
    return next((key for key in session.scalars(same) if _is_valid(key, now)), None)


def _is_valid(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def _scopes(key: ApiKey) -> tuple[KeyScope, ...]:
    return tuple(KeyScope(scope) for scope in key.scopes)
