"""Where a refund of a file is not what the book has of its payment, and what a person does then."""

from __future__ import annotations

from collections.abc import Sequence

from billing_core.history.import_refunds import PastRefund
from billing_core.lifecycle.reverse_payment import standing_refunds
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.calendar import KST, kst_date
from billing_core.rules.refund import KnownRefund

_NAMED = 5  # more of them are not named
_BY_HAND = (
    "계좌 이체로 돌려준 돈이면 이 환불을 빼고 가져온 뒤 회원 화면의 ‘환불 직접 기록’에 적어 주세요"
)


def sums_up(payment: PaymentRecord, refund: PastRefund, entered: Sequence[LedgerEntry]) -> bool:
    """The column of a payment's row says all that went back, on the day of the last of it."""
    told = _told(entered)
    if refund.own_row or not payment.gateway_uid or not told:
        return False
    last = max(entry.occurred_at for entry in told)
    all_of_it = -sum(entry.amount for entry in told)
    return refund.won == all_of_it and kst_date(refund.at) == kst_date(last)


def why_unlike(
    payment: PaymentRecord,
    refund: PastRefund,
    entered: Sequence[LedgerEntry],
    left: Sequence[KnownRefund],
) -> str:
    """One Korean sentence; empty where nothing speaks against a refund that is news. `left`: what
    the book has and no row of the file stands for.

    The gateway tells all that went back through it, so there a file brings nothing. Where only
    files tell, a row that says again what was paid says again what went back.
    """
    if payment.gateway_uid:
        told = _told(entered)
        if not told:
            return (
                "포트원에는 이 결제의 환불이 없으니, 포트원에서 환불했다면 내역 대조가 끝난 뒤 다시 "
                f"가져오고, {_BY_HAND}"
            )
        return (
            f"포트원에 있는 이 결제의 환불({_said(told)})과 다르니, 파일의 날짜와 금액을 확인하고, "
            f"{_BY_HAND}"
        )
    if not refund.own_row and any(each.filed for each in left):
        return (
            f"앞서 가져온 이 결제의 환불({_said(_told(entered))})과 다르니, 맞는 날짜와 금액을 "
            "확인하고, 따로 한 번 더 환불한 것이면 환불만 한 행으로 적어 주세요"
        )
    return ""


def _told(entered: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """By the gateway or by files."""
    return [one for one in standing_refunds(entered) if one.kind is EntryKind.REFUND]


def _said(entries: Sequence[LedgerEntry]) -> str:
    said = [
        f"{entry.occurred_at.astimezone(KST):%Y-%m-%d} {-entry.amount:,}원"
        for entry in sorted(entries, key=lambda one: one.occurred_at)
    ]
    return ", ".join(said[:_NAMED]) + (", …" if len(said) > _NAMED else "")
