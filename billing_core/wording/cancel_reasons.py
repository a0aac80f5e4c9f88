"""Why members stop, by code, each (ko, en): on their own page, at the desk and in files."""

from collections.abc import Mapping

from billing_core.rules.cancel_reason import CancelReason

CANCEL_REASONS: Mapping[CancelReason, tuple[str, str]] = {
    CancelReason.PRICE: ("가격이 부담돼서", "Too expensive"),
    CancelReason.NOT_USING: ("잘 이용하지 않아서", "Not using it enough"),
    CancelReason.OTHER_SERVICE: ("다른 서비스를 이용하려고", "Using another service"),
    CancelReason.MISSING_FEATURE: ("필요한 기능이 없어서", "Something I need is missing"),
    CancelReason.TROUBLE: ("오류나 불편이 있어서", "Errors or trouble with it"),
    CancelReason.PAUSING: ("잠시 쉬려고", "Taking a break"),
    CancelReason.OTHER: ("그 밖의 이유", "Another reason"),
}
NOT_SAID = ("밝히지 않음", "Not said")


def cancel_reason_said(reason: CancelReason | None, place: int = 0) -> str:
    """`place`: 0 Korean, 1 English."""
    return (CANCEL_REASONS[reason] if reason else NOT_SAID)[place]
