"""A new chain of seals, where the key is lost for good: a person says so, with the new key.

What was sealed before stays, can be verified by nobody any more, and is told until an administrator
has taken note of it. Both steps are acts of the audit log with a proof (HMAC) made with the new
key: whoever can write to the book alone cannot have seals passed over.
"""

import hmac
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import AuditRow, Seal
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.seal import key_name
from billing_core.seals.key import SealKeyUnusable, key_or_new_one, seal_key
from billing_core.seals.sealed_rows import as_kept
from billing_core.settings import Settings
from billing_core.system import System


def begin_new_chain(system: System, reason: str, actor: Actor) -> int:
    """Returns the number of the last seal that nobody can verify any more. Raises Refusal:
    "not_allowed", "no_reason", "seal_key_works"."""
    require_administrator(actor, Guarded.BEGIN_SEAL_CHAIN)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    with system.database.writing() as session:
        hold(session, "seals")
        last = session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1))
        if last is None or _is_usable(system.settings, last.key_name):
            raise Refusal(RefusalCode.SEAL_KEY_WORKS)
        key = key_or_new_one(system.settings)
        _record(
            session,
            Act.SEAL_CHAIN_BEGUN,
            key,
            last.id,
            actor=actor,
            system=system,
            reason=reason[:400],
        )
        return last.id


def acknowledge_new_chain(system: System, actor: Actor) -> None:
    """An administrator has taken note of it: the light tells it no more. Raises Refusal:
    "not_allowed", "seal_key_works" where there is nothing to take note of."""
    require_administrator(actor, Guarded.BEGIN_SEAL_CHAIN)
    with system.database.writing() as session:
        hold(session, "seals")
        key = key_or_new_one(system.settings)
        through = lost_through(session, key)
        if not through:
            raise Refusal(RefusalCode.SEAL_KEY_WORKS)
        _record(session, Act.SEAL_CHAIN_ACKNOWLEDGED, key, through, actor=actor, system=system)


def lost_through(session: Session, key: bytes) -> int:
    """The last seal of a key that was lost; 0 where no key was."""
    return max(_proved(session, Act.SEAL_CHAIN_BEGUN, key), default=0)


def is_acknowledged(session: Session, key: bytes, through: int) -> bool:
    return through in _proved(session, Act.SEAL_CHAIN_ACKNOWLEDGED, key)


def _proved(session: Session, act: Act, key: bytes) -> list[int]:
    said = (AuditRow.subject, as_kept(AuditRow.detail))
    rows = session.execute(select(*said).where(AuditRow.act == act).order_by(AuditRow.id))
    return [
        int(subject)
        for subject, detail in rows
        if hmac.compare_digest(_proof_in(detail), _proof(key, act, subject).encode())
    ]


def _proof_in(detail: str) -> bytes:
    """Whatever somebody has put there is compared and not refused."""
    try:
        told = json.loads(detail)
    except ValueError:
        return b""
    proof = told.get("proof") if isinstance(told, dict) else None
    return str(proof).encode("utf-8", "surrogatepass")


def _record(
    session: Session,
    act: Act,
    key: bytes,
    through: int,
    *,
    actor: Actor,
    system: System,
    **detail: str,
) -> None:
    record_act(
        session,
        act,
        at=system.clock.now(),
        actor=actor,
        member_id=None,
        subject=str(through),
        key_name=key_name(key),
        proof=_proof(key, act, str(through)),
        **detail,
    )


def _proof(key: bytes, act: Act, subject: str) -> str:
    return hmac.digest(key, f"{act} {subject}".encode(), "sha256").hex()


def _is_usable(settings: Settings, name: str) -> bool:
    try:
        return key_name(seal_key(settings)) == name
    except SealKeyUnusable:
        return False
