"""Why a closed month's number is different by now, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.correction import CorrectionReason

CORRECTION_REASONS: Mapping[CorrectionReason, tuple[str, str]] = {
    CorrectionReason.LATE_PAYMENT: ("늦게 확인된 결제", "a payment confirmed late"),
    CorrectionReason.LATE_REFUND: ("늦게 확인된 환불", "a refund confirmed late"),
    CorrectionReason.FULL_REFUND: ("전액환불", "refunded in full"),
    CorrectionReason.ENTRY_REVERSED: ("잘못 들어간 내역을 바로잡음", "a wrong entry reversed"),
    CorrectionReason.RECOUNTED: (
        "이후에 바뀐 사실로 다시 셈",
        "counted again after a late fact",
    ),
}
