"""Test cards: the first four digits name the card company, the last four say how a card behaves.

`9366-0000-0000-0051` is a 신한카드 that can be registered and is then declined for 잔액부족.
No real card begins like this, and any other number is refused, so nobody types in a real one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class CardOutcome(StrEnum):
    APPROVED = "approved"
    REFUSED_AT_ISSUE = "refused_at_issue"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    OVER_LIMIT = "over_limit"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    LOST_OR_STOLEN = "lost_or_stolen"

    @property
    def reason(self) -> str:
        """The Korean sentence the payment carries as `fail_reason`; empty when approved."""
        return _REASONS.get(self, "")


_REASONS = {
    CardOutcome.REFUSED_AT_ISSUE: "[05] 카드 등록이 거절되었습니다. 카드사에 문의하세요.",
    CardOutcome.INSUFFICIENT_FUNDS: "[51] 잔액부족",
    CardOutcome.OVER_LIMIT: "[61] 한도초과",
    CardOutcome.EXPIRED: "[54] 유효기간 만료",
    CardOutcome.SUSPENDED: "[62] 정지된 카드",
    CardOutcome.LOST_OR_STOLEN: "[41] 분실·도난 카드",
}

# Endings follow ISO 8583's response codes; every other ending is approved.
ENDINGS = {
    "0001": CardOutcome.APPROVED,
    "0005": CardOutcome.REFUSED_AT_ISSUE,
    "0051": CardOutcome.INSUFFICIENT_FUNDS,
    "0061": CardOutcome.OVER_LIMIT,
    "0054": CardOutcome.EXPIRED,
    "0062": CardOutcome.SUSPENDED,
    "0041": CardOutcome.LOST_OR_STOLEN,
}

# A nine, then the Korea Financial Telecommunications & Clearings Institute's company code.
COMPANIES = {
    "9361": "BC카드",
    "9365": "삼성카드",
    "9366": "신한카드",
    "9367": "현대카드",
    "9368": "롯데카드",
    "9371": "NH카드",
    "9374": "하나카드",
    "9381": "KB국민카드",
}

APPROVED_CARD = "9366-0000-0000-0001"
_SIXTEEN_DIGITS = re.compile(r"\d{16}")


class UnknownCardError(ValueError):
    """Not one of the documented test cards."""


@dataclass(frozen=True)
class TestCard:
    """A test card as the gateway keeps it: already masked, its behaviour known."""

    company: str
    company_code: str
    masked: str  # digits 7-12 hidden
    outcome: CardOutcome


def card_of(number: str) -> TestCard:
    """The test card with this number, hyphens or not. Raises `UnknownCardError`."""
    digits = number.replace("-", "").replace(" ", "")
    company = COMPANIES.get(digits[:4])
    if company is None or not _SIXTEEN_DIGITS.fullmatch(digits):
        raise UnknownCardError("샌드박스 테스트 카드 번호가 아닙니다.")
    return TestCard(
        company=company,
        company_code=digits[1:4],
        masked=f"{digits[:6]}******{digits[12:]}",
        outcome=ENDINGS.get(digits[12:], CardOutcome.APPROVED),
    )
