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
    BOOKING_LOST = "booking_lost"  # revoked at the gateway, by somebody else
    BOOKING_MOVED = "booking_moved"
    BOOKING_ADDED = "booking_added"
    BOOKING_AMOUNT_DIFFERS = "booking_amount_differs"
    BOOKING_NOT_RUN = "booking_not_run"
    LIVE_BOOKING_AFTER_CANCELLATION = "live_booking_after_cancellation"
    LATE_REGISTRATION = "late_registration"
    LATE_CAPTURE = "late_capture"  # money for a time already over
    UNASKED_REFUND = "unasked_refund"
    REFUNDED_PERIOD = "refunded_period"  # the running period was given back in full
    REFUND_UNCLEAR = "refund_unclear"
    FIRST_CHARGE_STUCK = "first_charge_stuck"
    PERMISSION_NOT_DELIVERED = "permission_not_delivered"
    ENDED_BY_US = "ended_by_us"  # neither asked nor failed: one question about all of them
    KEY_NOT_DELETED = "key_not_deleted"
    UNREADABLE_PAYMENT = "unreadable_payment"
    SAME_PAYMENT = "same_payment"  # two rows that may be one payment

    @property
    def refund_due(self) -> bool:
        """The money should go back to the member: these rows are the refund list."""
        return self in (FindingKind.DOUBLE_CHARGE, FindingKind.CHARGE_AFTER_CANCELLATION)

    @property
    def recurs(self) -> bool:
        """A state of affairs that may come back after it was put right, and is then asked again.
        The others are about one fact, and a person's answer stands."""
        return self in _RECURRING

    @property
    def holds_booking(self) -> bool:
        """While it is open nothing is booked for the subscription: a person says what follows."""
        return self in _HOLDING

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def what_to_do(self) -> str:
        return _WHAT_TO_DO[self]


_RECURRING = frozenset(
    {
        FindingKind.UNKNOWN_OUTCOME,
        FindingKind.NO_NEXT_BOOKING,
        FindingKind.REVOKE_NOT_CONFIRMED,
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
        FindingKind.BOOKING_NOT_RUN,
        FindingKind.BOOKING_AMOUNT_DIFFERS,
        FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
        FindingKind.REFUND_UNCLEAR,
        FindingKind.FIRST_CHARGE_STUCK,
        FindingKind.PERMISSION_NOT_DELIVERED,
        FindingKind.ENDED_BY_US,
        FindingKind.KEY_NOT_DELETED,
    }
)
_HOLDING = frozenset(
    {
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
        FindingKind.UNASKED_REFUND,
        FindingKind.REFUNDED_PERIOD,
    }
)
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
    FindingKind.BOOKING_LOST: "콘솔에서 없앤 예약",
    FindingKind.BOOKING_MOVED: "콘솔에서 옮긴 예약",
    FindingKind.BOOKING_ADDED: "콘솔에서 더한 예약",
    FindingKind.BOOKING_AMOUNT_DIFFERS: "예약 금액 다름",
    FindingKind.BOOKING_NOT_RUN: "실행되지 않은 예약",
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: "해지했는데 예약 살아 있음",
    FindingKind.LATE_REGISTRATION: "뒤늦은 카드 등록",
    FindingKind.LATE_CAPTURE: "기간이 지난 뒤의 결제",
    FindingKind.UNASKED_REFUND: "요청하지 않은 환불",
    FindingKind.REFUNDED_PERIOD: "이용 기간 전액 환불",
    FindingKind.REFUND_UNCLEAR: "결과를 모르는 환불",
    FindingKind.FIRST_CHARGE_STUCK: "멈춘 첫 결제",
    FindingKind.PERMISSION_NOT_DELIVERED: "전달 안 된 권한 변경",
    FindingKind.ENDED_BY_US: "시스템 사정으로 끝난 정기결제",
    FindingKind.KEY_NOT_DELETED: "삭제하지 못한 카드 등록 정보",
    FindingKind.UNREADABLE_PAYMENT: "읽을 수 없는 결제",
    FindingKind.SAME_PAYMENT: "같은 결제로 보이는 두 줄",
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
    FindingKind.BOOKING_LOST: "포트원 콘솔에서 예약이 없어졌으니 다시 예약하거나 해지로 처리해 주세요.",
    FindingKind.BOOKING_MOVED: "포트원 콘솔에서 결제일이 바뀌었으니 날짜를 되돌리거나 그날까지 무료로 연장해 주세요.",
    FindingKind.BOOKING_ADDED: "우리가 하지 않은 예약이니 해제하거나 다른 용도로 인정해 주세요.",
    FindingKind.BOOKING_AMOUNT_DIFFERS: "예약된 금액이 요금과 다르니 다시 예약하거나 그 금액을 인정해 주세요.",
    FindingKind.BOOKING_NOT_RUN: "결제일이 하루 넘게 지났는데 실행되지 않았으니 예약을 해제해 주세요. 유예 기간 안이면 다시 예약됩니다.",
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: "해지한 회원이 결제되지 않도록 지금 예약을 해제해 주세요.",
    FindingKind.LATE_REGISTRATION: "해지나 종료 전의, 또는 너무 늦은 카드 등록이니 회원에게 확인한 뒤 이 카드로 시작하거나 시작하지 않음을 골라 주세요.",
    FindingKind.LATE_CAPTURE: "이용 기간과 유예가 모두 지난 뒤의 결제이니 오늘부터의 이용으로 받거나 환불해 주세요.",
    FindingKind.UNASKED_REFUND: "여기서 요청하지 않은 환불이니 이용을 계속할지, 끝낼지, 해지로 처리할지 골라 주세요. 다음 결제 전날 저녁까지 정하지 않으면 그 예약을 해제합니다.",
    FindingKind.REFUNDED_PERIOD: "이용 중인 기간이 전액 환불되었으니 이용을 계속할지 끝낼지 골라 주세요.",
    FindingKind.REFUND_UNCLEAR: "환불이 처리되었는지 확인되지 않았으니 포트원을 다시 읽어 주세요.",
    FindingKind.FIRST_CHARGE_STUCK: "카드는 등록되었는데 첫 결제를 하지 못했으니 다시 결제하거나 가입을 끝내 주세요.",
    FindingKind.PERMISSION_NOT_DELIVERED: "권한 변경이 하루 넘게 회사 앱에 전달되지 않았으니 다시 전달하고, 계속되면 앱 담당자에게 알려 주세요.",
    FindingKind.ENDED_BY_US: "회원의 해지나 카드 거절 없이 끝났으니 오늘부터 다시 이어 갈지 종료할지 골라 주세요.",
    FindingKind.KEY_NOT_DELETED: "포트원에서 카드 등록 정보를 삭제하지 못했으니 다시 삭제해 주세요.",
    FindingKind.UNREADABLE_PAYMENT: "우리 주문의 결제인데 내용을 믿을 수 없으니 포트원 콘솔에서 확인하고 다시 읽거나 제외해 주세요.",
    FindingKind.SAME_PAYMENT: "같은 결제가 두 이름으로 들어온 것 같으니 같은 결제인지 골라 주세요.",
}
