"""Why a notice of the gateway could not be settled, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.unsettled import Unsettled
from billing_core.wording.languages import KOREAN

UNSETTLED: Mapping[Unsettled, tuple[str, str]] = {
    Unsettled.NOT_THERE: (
        "포트원에 없는 결제입니다(위조되었거나 다른 상점의 알림일 수 있습니다)",
        "PortOne has no such payment (the notice may be forged, or another shop's)",
    ),
}


def unsettled_said(kept: str, language: int = KOREAN) -> str:
    """The sentence of a kept reason; any other error stays in its own words."""
    return UNSETTLED[Unsettled(kept)][language] if kept in set(Unsettled) else kept
