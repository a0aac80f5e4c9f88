"""Refunds of a file into the ledger, each on its own day, under the payment it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.history.destination import Destination
from billing_core.history.import_refunds import PastRefund
from billing_core.history.keep_payments import SOURCE
from billing_core.history.record_kind import Placed
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.payment import PaymentStatus


@dataclass
class KeptRefunds:
    """What one helping brought; `bad` and `left_out`: line, number, a Korean sentence."""

    new: list[PastRefund] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _Entered:
    """A refund that the ledger has. `now`: this import brought it."""

    at: datetime
    won: int
    now: bool


class _Wrong(Exception):
    """One Korean sentence."""


def keep_refunds(into: Destination, helping: Sequence[Placed[PastRefund]]) -> KeptRefunds:
    """Writes refunds that the ledger does not have. Their payments are in the book by now."""
    kept = KeptRefunds()
    payments = _Payments(into.session, [refund for _, refund in helping])
    entered = _entered(into, list(payments.by_number))
    fresh: list[tuple[PaymentRecord, PastRefund]] = []
    for line, refund in helping:
        try:
            payment = payments.of(refund)
            if not payment.payment_class.counted:
                kept.left_out.append((line, payment.imp_uid, payment.reason))
            elif _is_news(payment, refund, entered[payment.imp_uid]):
                entered[payment.imp_uid].append(_Entered(refund.at, refund.won, now=True))
                fresh.append((payment, refund))
        except _Wrong as wrong:
            kept.bad.append((line, str(wrong)))
    if fresh:
        _enter(into, fresh)
    kept.new = [refund for _, refund in fresh]
    return kept


class _Payments:
    """The payments that some refunds may belong to."""

    def __init__(self, session: Session, refunds: Sequence[PastRefund]) -> None:
        numbers = list({refund.refund_of or refund.imp_uid for refund in refunds})
        names = list({refund.refund_of or refund.merchant_uid for refund in refunds})
        possible = select(PaymentRecord).where(
            or_(
                among(session, PaymentRecord.imp_uid, numbers),
                among(session, PaymentRecord.merchant_uid, names),
            ),
            PaymentRecord.paid_at.is_not(None),
        )
        self.by_number: dict[str, PaymentRecord] = {}
        self._by_name: dict[tuple[str, str | None], list[PaymentRecord]] = defaultdict(list)
        for payment in session.scalars(possible):
            self.by_number[payment.imp_uid] = payment
            self._by_name[payment.merchant_uid, payment.member_id].append(payment)

    def of(self, refund: PastRefund) -> PaymentRecord:
        """Raises _Wrong."""
        payment = self.by_number.get(refund.refund_of or refund.imp_uid) or self._named(refund)
        if payment.member_id != refund.member_id:
            raise _Wrong(f"다른 회원의 결제를 환불한 행입니다({payment.imp_uid})")
        return payment

    def _named(self, refund: PastRefund) -> PaymentRecord:
        name = refund.refund_of or refund.merchant_uid
        found = self._by_name.get((name, refund.member_id), [])
        if not found:
            raise _Wrong(
                f"환불한 결제를 찾지 못했습니다({name}). 그 결제가 든 파일을 함께 올리거나 먼저 가져와 주세요"
            )
        if len(found) > 1:
            raise _Wrong(
                f"같은 주문번호의 결제가 여럿이라 어느 결제의 환불인지 알 수 없습니다({name}). "
                "원래 결제의 거래번호가 든 열을 refund_of에 맞춰 주세요"
            )
        return found[0]


def _is_news(payment: PaymentRecord, refund: PastRefund, entered: list[_Entered]) -> bool:
    """Raises _Wrong. A refund that was known before stands for one row of the file only."""
    if any(each.now and (each.at, each.won) == (refund.at, refund.won) for each in entered):
        raise _Wrong(
            "같은 결제의 같은 시각, 같은 금액 환불이 두 번 적혀 있습니다. 한 번의 환불이면 한 행을 지우고, "
            "두 번이면 시각을 초까지 적어 주세요"
        )
    known = next((each for each in entered if _same(each, refund)), None)
    if known:
        entered.remove(known)
        entered.append(_Entered(refund.at, refund.won, now=True))
        return False
    if kst_date(refund.at) < kst_date(payment.paid_at or refund.at):
        raise _Wrong("환불이 결제보다 앞섭니다. 두 날짜를 확인해 주세요")
    if sum(each.won for each in entered) + refund.won > payment.amount:
        raise _Wrong(f"환불의 합이 결제한 {payment.amount:,}원보다 큽니다. 금액을 확인해 주세요")
    return True


def _same(entered: _Entered, refund: PastRefund) -> bool:
    """A file that writes days only does not know the hour."""
    if entered.now or entered.won != refund.won:
        return False
    if entered.at.replace(microsecond=0) == refund.at.replace(microsecond=0):
        return True
    day = kst_date(refund.at)
    return refund.at == kst_instant(day) and kst_date(entered.at) == day


def _entered(into: Destination, imp_uids: list[str]) -> dict[str, list[_Entered]]:
    rows = into.session.execute(
        select(LedgerEntry.id, LedgerEntry.imp_uid, LedgerEntry.occurred_at, LedgerEntry.amount)
        .where(LedgerEntry.kind == EntryKind.REFUND)
        .where(among(into.session, LedgerEntry.imp_uid, imp_uids))
        .order_by(LedgerEntry.id)
    )
    entered: dict[str, list[_Entered]] = defaultdict(list)
    for number, imp_uid, at, amount in rows:
        entered[imp_uid].append(_Entered(at, -amount, now=number > into.ledger_before))
    return entered


def _enter(into: Destination, fresh: Sequence[tuple[PaymentRecord, PastRefund]]) -> None:
    session = into.session
    session.execute(insert(LedgerEntry), list(_entries(into, fresh)))
    session.flush()
    touched = {payment.imp_uid: payment for payment, _ in fresh}
    refunded = select(
        LedgerEntry.imp_uid, -func.sum(LedgerEntry.amount), func.max(LedgerEntry.occurred_at)
    ).where(
        LedgerEntry.kind == EntryKind.REFUND, among(session, LedgerEntry.imp_uid, list(touched))
    )
    session.execute(
        update(PaymentRecord),
        [
            {
                "imp_uid": imp_uid,
                "status": PaymentStatus.CANCELLED,
                "cancel_amount": max(int(won), touched[imp_uid].cancel_amount),
                "cancelled_at": last,
            }
            for imp_uid, won, last in session.execute(refunded.group_by(LedgerEntry.imp_uid))
        ],
    )


def _entries(
    into: Destination, fresh: Sequence[tuple[PaymentRecord, PastRefund]]
) -> Iterator[dict[str, object]]:
    for payment, refund in fresh:
        yield {
            "kind": EntryKind.REFUND,
            "imp_uid": payment.imp_uid,
            "refund_key": refund.key,
            "merchant_uid": payment.merchant_uid,
            "member_id": payment.member_id,
            "subscription_id": payment.subscription_id,
            "amount": -refund.won,
            "occurred_at": refund.at,
            "recorded_at": into.now,
            "source": SOURCE,
        }
