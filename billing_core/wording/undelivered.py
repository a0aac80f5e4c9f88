"""Why a message has not reached the company's app, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.undelivered import Undelivered
from billing_core.wording.languages import KOREAN

UNDELIVERED: Mapping[Undelivered, tuple[str, str]] = {
    Undelivered.ANSWERED: ("앱이 HTTP {detail}로 답했습니다", "The app answered HTTP {detail}"),
    Undelivered.UNREACHABLE: (
        "앱에 연결하지 못했습니다({detail})",
        "The app could not be reached ({detail})",
    ),
    Undelivered.NO_ADDRESS: (
        "회사 앱의 주소(BILLING_APP_URL)가 설정되지 않아 전달하지 못하고 있습니다.",
        "Nothing is delivered: the app's address (BILLING_APP_URL) is not set.",
    ),
    Undelivered.NO_SIGNING_KEY: (
        "서명 키(BILLING_APP_SECRET)가 설정되지 않아 전달하지 못하고 있습니다.",
        "Nothing is delivered: the signing key (BILLING_APP_SECRET) is not set.",
    ),
    Undelivered.BAD_SIGNING_KEY: (
        "서명 키(BILLING_APP_SECRET)가 올바르지 않아 전달하지 못하고 있습니다.",
        "Nothing is delivered: the signing key (BILLING_APP_SECRET) is not valid.",
    ),
}


def undelivered_said(kept: str, language: int = KOREAN) -> str:
    """The sentence of a kept reason; a sentence of an earlier version stays as it is."""
    code, _, detail = kept.partition(":")
    if code not in set(Undelivered):
        return kept
    return UNDELIVERED[Undelivered(code)][language].format(detail=detail)
