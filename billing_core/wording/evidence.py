"""What was read and speaks against something: its date and won, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.downgrade import EvidenceKind

# `{when}` is a day or a moment, `{won}` an amount, as the page writes them.
EVIDENCE: Mapping[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.BOOKING: ("{when} 예약 결제 {won}", "booked for {when}, {won}"),
    EvidenceKind.CHARGE: (
        "{when} 결제 {won}, 진행 중이거나 결과를 모름",
        "charge of {when}, {won}, under way or unknown",
    ),
    EvidenceKind.PAYMENT: ("{when} 결제 {won}", "paid on {when}, {won}"),
    EvidenceKind.GRACE: (
        "{when}까지 {won} 결제를 기다립니다",
        "{won} is waited for until {when}",
    ),
}
# Red, and nothing for a person to press: what it waits for. By kind of evidence.
WAITS_FOR: Mapping[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.BOOKING: (
        "‘다시 점검’을 누르면 이 예약을 다시 읽습니다.",
        "“Check again” reads this booking again.",
    ),
    EvidenceKind.CHARGE: (
        "결과가 나오면 저절로 풀립니다. 하루가 지나도 모르면 확인 필요에 나타납니다.",
        "Clears by itself with the outcome; after a day without one it is on the list to check.",
    ),
    EvidenceKind.PAYMENT: (
        "회원 화면에서 이 결제를 환불할 수 있습니다.",
        "It can be refunded on the member's page.",
    ),
    EvidenceKind.GRACE: (
        "그때까지 결제되지 않으면 저절로 풀립니다.",
        "Clears by itself if nothing is paid by then.",
    ),
}
# Facts of a finding that are worth a line, by their name in its detail, in this order.
FACTS_OF_FINDING: Mapping[str, tuple[str, str]] = {
    "due_at": ("결제 예정 {value}", "due {value}"),
    "expected": ("기록된 금액 {value}", "recorded {value}"),
    "asked": ("청구한 금액 {value}", "asked for {value}"),
    "asked_for": ("원래 날짜 {value}", "first booked for {value}"),
    "kept_at": ("남는 우리 예약 {value}", "ours, which stays: {value}"),
    "seconds": ("시계 차이 {value}초", "{value} seconds apart"),
    "received_at": ("받은 때 {value}", "received {value}"),
    "registered_at": ("등록 {value}", "registered {value}"),
    "paid_at": ("결제 {value}", "paid {value}"),
    "refunded_at": ("환불 {value}", "refunded {value}"),
    "left": ("남은 금액 {value}", "{value} left"),
    "covers_until": ("이용 만료일 {value}", "paid through {value}"),
    "exclusion": ("사유: {value}", "reason: {value}"),
    "reason": ("사유: {value}", "reason: {value}"),
    "error": ("오류: {value}", "error: {value}"),
}
TAKEN_BACK: tuple[str, str] = (
    "{due} 예약을 {at}에 해제해 두었습니다. 정할 때까지 결제되지 않습니다.",
    "The booking for {due} was revoked on {at}; nothing is charged until this is decided.",
)
ALL_OF_THEM: tuple[str, str] = ("{n}명 · 월 {won}", "{n} members · {won} a month")
