"""Why a member's own page, or a step on it, says no, and what to do, each (ko, en)."""

from __future__ import annotations

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_MEMBER_PAGES: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.LINK_OVER_MEMBER: (
        "이미 사용했거나 시간이 지난 링크입니다. 서비스에서 결제 정보를 다시 열어 주세요.",
        "This link was used or is over. Please open your payments in the service again.",
    ),
    RefusalCode.SESSION_OVER_MEMBER: (
        "안전을 위해 연결이 끝났습니다. 서비스에서 결제 정보를 다시 열어 주세요.",
        "For your safety this visit is over. Please open your payments in the service again.",
    ),
}
