"""Why a card was refused, read from the gateway's free text. What to tell the member,
`wording.declines` says.

The gateway publishes no table of codes, so the words decide. What is not recognised is
retried like a temporary failure: a wrong retry costs nothing, a wrong stop loses a member.
"""

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
