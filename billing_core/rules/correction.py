"""Why a closed month's number is different by now (정정 사유)."""

from enum import StrEnum


class CorrectionReason(StrEnum):
    LATE_PAYMENT = "late_payment"  # captured in the month, learnt of after it was closed
    LATE_REFUND = "late_refund"  # refunded in the month, learnt of after it was closed
    FULL_REFUND = "full_refund"  # all that a member had paid in the month went back
    ENTRY_REVERSED = "entry_reversed"  # an entry that should not be there was reversed
    RECOUNTED = "recounted"  # later facts say otherwise of who asked, came, stayed or left
