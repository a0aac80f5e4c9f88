"""Why a card was refused, read from the gateway's free text, and what to tell the member.

The gateway publishes no table of codes, so the words decide. What is not recognised is
retried like a temporary failure: a wrong retry costs nothing, a wrong stop loses a member.
"""

from __future__ import annotations

from enum import StrEnum


class DeclineReason(StrEnum):
    INSUFFICIENT_FUNDS = "insufficient_funds"
    LIMIT_EXCEEDED = "limit_exceeded"
    EXPIRED_CARD = "expired_card"
    SUSPENDED_CARD = "suspended_card"
    LOST_OR_STOLEN = "lost_or_stolen"
    OTHER = "other"

    @property
    def hard(self) -> bool:
        """Trying the same card again cannot help."""
        return self in (
            DeclineReason.EXPIRED_CARD,
            DeclineReason.SUSPENDED_CARD,
            DeclineReason.LOST_OR_STOLEN,
        )

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def advice(self) -> str:
        """What the administration team can tell the member, in Korean."""
        return _ADVICE[self]


_LABELS = {
    DeclineReason.INSUFFICIENT_FUNDS: "잔액부족",
    DeclineReason.LIMIT_EXCEEDED: "한도초과",
    DeclineReason.EXPIRED_CARD: "유효기간 만료",
    DeclineReason.SUSPENDED_CARD: "정지된 카드",
    DeclineReason.LOST_OR_STOLEN: "분실·도난 카드",
    DeclineReason.OTHER: "기타",
}
_ADVICE = {
    DeclineReason.INSUFFICIENT_FUNDS: "계좌 잔액을 채워 두시면 다음 재시도 때 다시 결제된다고 안내해 주세요.",
    DeclineReason.LIMIT_EXCEEDED: "카드 한도를 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
    DeclineReason.EXPIRED_CARD: "유효기간이 지난 카드이니 새 카드를 등록해 달라고 안내해 주세요.",
    DeclineReason.SUSPENDED_CARD: "카드사에서 정지된 카드이니 카드사에 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
    DeclineReason.LOST_OR_STOLEN: "분실·도난 신고된 카드이니 다른 카드를 등록해 달라고 안내해 주세요.",
    DeclineReason.OTHER: "카드사에 거절 사유를 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
}
# Looked for in this order: "분실 카드 … 정지" is lost, not merely suspended.
_WORDS: tuple[tuple[DeclineReason, tuple[str, ...]], ...] = (
    (DeclineReason.LOST_OR_STOLEN, ("분실", "도난", "lost", "stolen")),
    (DeclineReason.EXPIRED_CARD, ("유효기간", "만료", "expired", "expiry")),
    (DeclineReason.SUSPENDED_CARD, ("정지", "해지", "suspended", "blocked")),
    (DeclineReason.INSUFFICIENT_FUNDS, ("잔액", "잔고", "insufficient")),
    (DeclineReason.LIMIT_EXCEEDED, ("한도", "limit")),
)


def read_decline(fail_reason: str) -> DeclineReason:
    text = fail_reason.lower()
    for reason, words in _WORDS:
        if any(word in text for word in words):
            return reason
    return DeclineReason.OTHER
