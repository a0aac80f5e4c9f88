"""Idempotency keys: a request that carries one is done once, and answered alike for a day.

The claim is an insert that gives way, so of two at the same time one runs. It is a lease that runs
out: whoever dies in the middle keeps nobody out. What was answered is sealed (JWE, AES-256-GCM)
with a secret made of the API key and the idempotency key, which both come with the request again.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any, cast

from joserfc import jwe
from joserfc.jwk import OctKey
from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core.models import IdempotentRequest, Member
from billing_core.rules.refusal import Refusal, RefusalCode

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)  # longer than any answer of ours takes
_EXPIRED = (
    delete(IdempotentRequest)
    .where(IdempotentRequest.expires_at <= bindparam("now"))
    .execution_options(synchronize_session=False)
)
_SEALING = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True)
class OnceKey:
    """An idempotency key, as it was shown together with an API key."""

    secret: bytes = field(repr=False)

    @classmethod
    def shown(cls, api_key: str, key: str) -> OnceKey:
        return cls(hmac.digest(api_key.encode(), key.encode(), "sha256"))

    @property
    def digest(self) -> str:
        return self.of(b"key").hex()

    def of(self, what: bytes) -> bytes:
        return hmac.digest(self.secret, what, "sha256")

    def seal(self, answer: bytes) -> str:
        return jwe.encrypt_compact(_SEALING, answer, self._sealing_key)

    def open(self, sealed: str) -> bytes:
        return jwe.decrypt_compact(sealed, self._sealing_key).plaintext or b""

    @property
    def _sealing_key(self) -> OctKey:
        return OctKey.import_key(self.of(b"answer"))


@dataclass(frozen=True)
class Claim:
    """A request that is being done, until it is answered or the lease is over. `app_id`: the member
    it names, if any."""

    key: OnceKey
    until: datetime
    app_id: str | None


@dataclass(frozen=True)
class FirstAnswer:
    """What the same request was answered before."""

    status: int
    body: bytes


def claim_request(
    session: Session, key: OnceKey, request: bytes, app_id: str | None, now: datetime
) -> Claim | FirstAnswer:
    """Raises Refusal: "idempotency_mismatch" (the key came with another `request`),
    "idempotency_running"."""
    wipe_answers(session, now)
    until = now + LEASE
    if _begin(session, key, request, until, now):
        return Claim(key, until, app_id)
    known = session.get(IdempotentRequest, key.digest)
    if known is None:  # released by another in this very moment
        raise Refusal(RefusalCode.IDEMPOTENCY_RUNNING, seconds=1)
    if known.request_digest != key.of(request).hex():
        raise Refusal(RefusalCode.IDEMPOTENCY_MISMATCH)
    if known.status is not None:
        return FirstAnswer(known.status, key.open(known.sealed_answer))
    if known.claimed_until > now or not _take_over(session, known, until, now):
        raise Refusal(RefusalCode.IDEMPOTENCY_RUNNING, seconds=_patience(known, now))
    return Claim(key, until, app_id)


def keep_answer(session: Session, claim: Claim, status: int, body: bytes) -> None:
    """Nothing is kept where the lease is over and somebody else does the request meanwhile."""
    member = select(Member.id).where(Member.app_id == claim.app_id).scalar_subquery()
    session.execute(
        update(IdempotentRequest)
        .where(*_of(claim))
        .values(status=status, sealed_answer=claim.key.seal(body), member_id=member)
        .execution_options(synchronize_session=False)
    )


def release_request(session: Session, claim: Claim) -> None:
    """It came to nothing: the next one with the key does it anew."""
    session.execute(delete(IdempotentRequest).where(*_of(claim)))


def wipe_answers(session: Session, now: datetime) -> None:
    """Of more than a day ago."""
    session.execute(_EXPIRED, {"now": now})


def _begin(session: Session, key: OnceKey, request: bytes, until: datetime, now: datetime) -> bool:
    """Whether nobody came with the key before."""
    table = cast(Table, IdempotentRequest.__table__)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert: Any = sqlite_insert(table) if on_sqlite else postgresql_insert(table)
    begun = session.execute(
        insert.on_conflict_do_nothing(index_elements=["key_digest"]).returning(table.c.key_digest),
        {
            "key_digest": key.digest,
            "request_digest": key.of(request).hex(),
            "claimed_at": now,
            "claimed_until": until,
            "sealed_answer": "",
            "expires_at": now + KEPT,
        },
    )
    return begun.first() is not None


def _take_over(session: Session, known: IdempotentRequest, until: datetime, now: datetime) -> bool:
    """By compare-and-set: of two that come after a lease is over, one."""
    taken = session.execute(
        update(IdempotentRequest)
        .where(
            IdempotentRequest.key_digest == known.key_digest,
            IdempotentRequest.claimed_until == known.claimed_until,
            IdempotentRequest.status.is_(None),
        )
        .values(claimed_at=now, claimed_until=until)
        .returning(IdempotentRequest.key_digest)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _patience(known: IdempotentRequest, now: datetime) -> int:
    """Seconds to wait, as many more as it has run already (exponential backoff); never past the
    lease."""
    left, run = known.claimed_until - now, now - known.claimed_at
    return max(1, ceil(min(left, run).total_seconds()))


def _of(claim: Claim) -> tuple[Any, ...]:
    return (
        IdempotentRequest.key_digest == claim.key.digest,
        IdempotentRequest.claimed_until == claim.until,
        IdempotentRequest.status.is_(None),
    )
