"""Findings: what a person has to look at. Each kind says what is wrong and what to do."""

from __future__ import annotations

from enum import StrEnum


class FindingKind(StrEnum):
    QUARANTINED_PAYMENT = "quarantined_payment"
    DOUBLE_CHARGE = "double_charge"
    CHARGE_AFTER_CANCELLATION = "charge_after_cancellation"
    LATE_PAYMENT_AFTER_DOWNGRADE = "late_payment_after_downgrade"
    AMOUNT_MISMATCH = "amount_mismatch"
    UNEXPECTED_CHARGE = "unexpected_charge"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NO_NEXT_BOOKING = "no_next_booking"
    REVOKE_NOT_CONFIRMED = "revoke_not_confirmed"
    BOOKING_LOST = "booking_lost"

    @property
    def refund_due(self) -> bool:
        """The money should go back to the member: these rows are the refund list."""
        return self in (FindingKind.DOUBLE_CHARGE, FindingKind.CHARGE_AFTER_CANCELLATION)

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def what_to_do(self) -> str:
        return _WHAT_TO_DO[self]


_LABELS = {
    FindingKind.QUARANTINED_PAYMENT: "판단이 필요한 결제",
    FindingKind.DOUBLE_CHARGE: "이중 결제",
    FindingKind.CHARGE_AFTER_CANCELLATION: "해지 후 결제",
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE: "권한 변경 후 늦은 결제",
    FindingKind.AMOUNT_MISMATCH: "금액 불일치",
    FindingKind.UNEXPECTED_CHARGE: "예정에 없던 결제",
    FindingKind.UNKNOWN_OUTCOME: "결과를 알 수 없는 결제",
    FindingKind.NO_NEXT_BOOKING: "다음 예약 결제 없음",
    FindingKind.REVOKE_NOT_CONFIRMED: "예약 해지 미확인",
    FindingKind.BOOKING_LOST: "예약 결제 사라짐",
}
_WHAT_TO_DO = {
    FindingKind.QUARANTINED_PAYMENT: "실제로 승인된 결제인지 카드사 전표로 확인한 뒤 결제로 인정하거나 제외해 주세요.",
    FindingKind.DOUBLE_CHARGE: "같은 기간이 두 번 결제되었으니 나중 결제를 환불해 주세요.",
    FindingKind.CHARGE_AFTER_CANCELLATION: "해지한 회원에게 결제되었으니 이 결제를 환불해 주세요.",
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE: "무료로 바꾼 뒤 결제가 확인되었으니 승인을 되돌리거나 환불해 주세요.",
    FindingKind.AMOUNT_MISMATCH: "청구한 금액과 승인된 금액이 다르니 결제 내역을 확인해 주세요.",
    FindingKind.UNEXPECTED_CHARGE: "우리가 요청하지 않은 결제이니 콘솔에서 누가 결제했는지 확인해 주세요.",
    FindingKind.UNKNOWN_OUTCOME: "하루가 지나도 결제 결과를 확인하지 못했으니 포트원 콘솔에서 확인해 주세요.",
    FindingKind.NO_NEXT_BOOKING: "다음 결제가 예약되지 않았으니 회원의 카드와 결제 상태를 확인해 주세요.",
    FindingKind.REVOKE_NOT_CONFIRMED: "예약 결제가 취소되었는지 확인되지 않았으니 포트원 콘솔에서 확인해 주세요.",
    FindingKind.BOOKING_LOST: "예약 결제가 게이트웨이에서 사라져 다시 예약했으니 콘솔에서 누가 취소했는지 확인해 주세요.",
}
