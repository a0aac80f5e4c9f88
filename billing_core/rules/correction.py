"""Why a closed month's number is different by now (정정 사유)."""

from __future__ import annotations

from enum import StrEnum


class CorrectionReason(StrEnum):
    LATE_PAYMENT = "late_payment"  # captured in the month, learnt of after it was closed
    LATE_REFUND = "late_refund"  # refunded in the month, learnt of after it was closed
    FULL_REFUND = "full_refund"  # all that a member had paid in the month went back
    ENTRY_REVERSED = "entry_reversed"  # an entry that should not be there was reversed
    RECOUNTED = "recounted"  # later facts say otherwise of who asked, came, stayed or left

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    CorrectionReason.LATE_PAYMENT: "늦게 확인된 결제",
    CorrectionReason.LATE_REFUND: "늦게 확인된 환불",
    CorrectionReason.FULL_REFUND: "전액환불",
    CorrectionReason.ENTRY_REVERSED: "잘못 들어간 내역을 바로잡음",
    CorrectionReason.RECOUNTED: "이후에 바뀐 사실로 다시 셈",
}
