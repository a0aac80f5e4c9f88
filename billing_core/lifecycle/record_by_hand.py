"""Money back that the gateway cannot show: a chargeback, a refund at the PG, a transfer.

A person records it with its evidence. The ledger has it as an entry of its own kind, so that
it is a named exception where our book and the gateway's are compared.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.money import MoneyFact, roll_up
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.watch_refunds import ask_about_access
from billing_core.models import Charge, EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.actor import Actor, require_approver
from billing_core.rules.refusal import Refusal


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
    """`amount` is whole won that went back, `at` when (aware UTC); `evidence` says where it can be
    seen: a slip, a bank line, a letter of the PG.

    Raises Refusal: "not_allowed", "not_by_hand", "no_reason", "no_evidence", "in_future",
    "not_counted", "amount".
    """
    require_approver(actor, "환불을 기록할")
    if not kind.by_hand:
        raise Refusal(
            "not_by_hand", "포트원에 나타나는 환불은 직접 기록하지 않습니다.", kind=str(kind)
        )
    if not reason.strip():
        raise Refusal("no_reason", "환불 사유를 적어 주세요.", imp_uid=imp_uid)
    if not evidence.strip():
        raise Refusal(
            "no_evidence", "전표 번호나 이체 내역 같은 근거를 적어 주세요.", imp_uid=imp_uid
        )
    if at > now:
        raise Refusal(
            "in_future", "환불한 날이 지금보다 나중입니다. 날짜를 확인해 주세요.", imp_uid=imp_uid
        )
    record = session.get(PaymentRecord, imp_uid, with_for_update=True)
    paid = _payment_entry(session, imp_uid)
    if record is None or paid is None:
        raise Refusal(
            "not_counted", "원장에 없는 결제라 환불을 기록할 수 없습니다.", imp_uid=imp_uid
        )
    kept = _kept(session, imp_uid)
    if not 0 < amount <= kept:
        raise Refusal(
            "amount",
            f"남은 금액은 {kept:,}원입니다. 환불한 금액을 확인해 주세요.",
            imp_uid=imp_uid,
            amount=amount,
        )
    _enter(session, paid, kind, amount=amount, at=at, now=now)
    record_act(
        session,
        f"ledger.{kind}",
        at=now,
        actor=actor,
        member_id=record.member_id,
        subject=imp_uid,
        amount=-amount,
        occurred_at=at,
        reason=reason.strip()[:400],
        evidence=evidence.strip()[:400],
    )
    _ask_about_access(session, record, kept - amount, now)


def _payment_entry(session: Session, imp_uid: str) -> LedgerEntry | None:
    return session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.imp_uid == imp_uid, LedgerEntry.kind == EntryKind.PAYMENT
        )
    )


def _kept(session: Session, imp_uid: str) -> int:
    return int(
        session.scalar(
            select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.imp_uid == imp_uid
            )
        )
        or 0
    )


def _enter(
    session: Session,
    paid: LedgerEntry,
    kind: EntryKind,
    *,
    amount: int,
    at: datetime,
    now: datetime,
) -> None:
    session.add(
        LedgerEntry(
            kind=kind,
            imp_uid=paid.imp_uid,
            refund_key=f"{kind}:{at:%Y%m%d%H%M%S}:{now:%Y%m%d%H%M%S}",
            merchant_uid=paid.merchant_uid,
            member_id=paid.member_id,
            subscription_id=paid.subscription_id,
            amount=-amount,
            occurred_at=at,
            recorded_at=now,
            source="by_hand",
        )
    )
    session.flush()
    roll_up(session, [MoneyFact(kind, paid.imp_uid, paid.member_id, -amount, at)], now=now)


def _ask_about_access(session: Session, record: PaymentRecord, kept: int, now: datetime) -> None:
    """All of a running period went back: a person says what it means for access."""
    charge = session.scalar(
        select(Charge).where(Charge.imp_uid == record.imp_uid, Charge.covers_until > now)
    )
    if charge is None or kept > 0:
        return
    ask_about_access(session, record, charge, now)
