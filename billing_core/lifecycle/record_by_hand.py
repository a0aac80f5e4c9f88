"""Record money back that the gateway cannot show: a chargeback, a refund at the PG, a transfer.

A person records it with its evidence. The ledger has it as an entry of its own kind, so that
it is a named exception where our book and the gateway's are compared.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.watch_refunds import ask_about_access
from billing_core.lifecycle.write_entries import Fact, entries_of, write_entries
from billing_core.models import Charge, EntryKind, PaymentRecord
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source


def record_refund_by_hand(
    session: Session,
    imp_uid: str,
    kind: EntryKind,
    *,
    amount: int,
    at: datetime,
    reason: str,
    evidence: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter a refund in the ledger. `amount` is whole won that went back, `at` when (aware UTC);
    `evidence` says where it can be seen: a slip, a bank line, a letter of the PG.

    Raises Refusal: "not_allowed", "not_by_hand", "no_reason", "no_evidence", "in_future",
    "not_counted", "amount".
    """
    require_approver(actor, Guarded.RECORD_REFUND)
    if not (kind.by_hand and kind.gives_back):
        raise Refusal(RefusalCode.NOT_BY_HAND, kind=str(kind))
    said = require_told(reason=reason, evidence=evidence, at=at, now=now)
    record = session.get(PaymentRecord, imp_uid, with_for_update=True)
    record, kept = refuse_more_than_kept(session, record, imp_uid, amount)
    told = len(entries_of(session, record))  # two may be recorded within one second
    key = f"{kind}:{at:%Y%m%d%H%M%S}:{now:%Y%m%d%H%M%S}:{told}"
    write_entries(
        session,
        record,
        [Fact(kind, key, -amount, at)],
        source=Source.BY_HAND,
        now=now,
        actor=actor,
        said=said,
    )
    _ask_about_access(session, record, kept - amount, now)


def refuse_more_than_kept(
    session: Session, record: PaymentRecord | None, imp_uid: str, amount: int
) -> tuple[PaymentRecord, int]:
    """The payment, and the won that the company has kept of it.

    Raises Refusal: "not_counted", "amount".
    """
    entries = entries_of(session, record) if record is not None else []
    if record is None or not any(one.kind.pays for one in entries):
        raise Refusal(RefusalCode.NOT_COUNTED, imp_uid=imp_uid)
    kept = sum(one.amount for one in entries)
    if not 0 < amount <= kept:
        raise Refusal(RefusalCode.AMOUNT_BY_HAND, left=kept, imp_uid=imp_uid, amount=amount)
    return record, kept


def require_told(*, reason: str, evidence: str, at: datetime, now: datetime) -> dict[str, str]:
    """What stands in the audit log of a record by hand.

    Raises Refusal: "no_reason", "no_evidence", "in_future".
    """
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    if not evidence.strip():
        raise Refusal(RefusalCode.NO_EVIDENCE)
    if at > now:
        raise Refusal(RefusalCode.IN_FUTURE)
    return {"reason": reason.strip()[:400], "evidence": evidence.strip()[:400]}


def _ask_about_access(session: Session, record: PaymentRecord, kept: int, now: datetime) -> None:
    """All of a running period went back: a person says what it means for access."""
    charge = session.scalar(
        select(Charge).where(Charge.imp_uid == record.imp_uid, Charge.covers_until > now)
    )
    if charge is None or kept > 0:
        return
    ask_about_access(session, record, charge, now)
