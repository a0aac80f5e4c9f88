"""What an approval reads before it goes on, green and red, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.downgrade import Check, CheckCode, VoidReason
from billing_core.wording.languages import KOREAN

Said = tuple[str, str]
GREEN: Mapping[CheckCode, Said] = {
    CheckCode.LAST_CHARGE_KNOWN: ("마지막 결제를 확인했습니다", "The last charge is known"),
    CheckCode.PAID_THROUGH_PASSED: ("이용 만료일이 지났습니다", "The paid time is over"),
    CheckCode.NO_LIVE_BOOKING: ("남은 예약 결제가 없습니다", "No booking is left"),
    CheckCode.NO_RETRY_PENDING: (
        "다시 결제나 유예가 남지 않았습니다",
        "No retry and no grace is pending",
    ),
    CheckCode.NO_NEWER_PAYMENT: (
        "만료일 이후의 새 결제가 없습니다",
        "Nothing was paid after the paid time",
    ),
    CheckCode.NOT_WITHDRAWN: (
        "해지를 철회하지 않았습니다",
        "The cancellation was not withdrawn",
    ),
    CheckCode.STILL_PAID: ("현재 유료 권한입니다", "Still has paid access"),
}
# `{n}`: how many things were found.
RED: Mapping[CheckCode, Said] = {
    CheckCode.LAST_CHARGE_KNOWN: (
        "마지막 결제를 찾지 못했습니다",
        "The last charge was not found",
    ),
    CheckCode.PAID_THROUGH_PASSED: (
        "이용 만료일이 아직 지나지 않았습니다",
        "The paid time is not over yet",
    ),
    CheckCode.NO_LIVE_BOOKING: (
        "예약 결제가 {n}건 남아 있습니다",
        "Bookings that are left: {n}",
    ),
    CheckCode.NO_RETRY_PENDING: (
        "진행 중이거나 결과를 모르는 결제, 또는 유예 기간이 남아 있습니다",
        "A charge is under way or of unknown outcome, or a grace is not over",
    ),
    CheckCode.NO_NEWER_PAYMENT: (
        "만료일 이후의 새 결제가 있습니다",
        "Something was paid after the paid time",
    ),
    CheckCode.NOT_WITHDRAWN: (
        "회원이 해지를 철회했거나 다시 가입했습니다",
        "The member withdrew the cancellation or came back",
    ),
    CheckCode.STILL_PAID: ("이미 무료 권한입니다", "Has free access already"),
}
UNREAD: Said = (
    "포트원을 읽지 못해 예약 결제가 남았는지 알 수 없습니다",
    "PortOne could not be read, so it is not known whether a booking is left",
)
VOID_REASONS: Mapping[VoidReason, Said] = {
    VoidReason.NEW_PAYMENT: ("새 결제가 확인되었습니다", "A new payment was confirmed"),
    VoidReason.LATE_PAYMENT: ("늦은 결제가 확인되었습니다", "A late payment was confirmed"),
}


def check_said(check: Check, language: int = KOREAN) -> str:
    """The sentence of a check: what was found, whether green or not."""
    if check.unread:
        return UNREAD[language]
    words = GREEN if check.ok else RED
    return words[check.code][language].format(n=len(check.evidence))
