"""Refund claims (환불 요청): a member wants money back, and a person decides."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from billing_core.rules.calendar import kst_date, kst_instant

ANSWERED_WITHIN = 3  # working days, as the law wants
_SATURDAY = 5


class ClaimKind(StrEnum):
    WITHDRAWAL = "withdrawal"  # 청약철회: within the days of the law
    MID_TERM = "mid_term"  # 중도해지
    OTHER = "other"

    @property
    def ends_contract(self) -> bool:
        """The member wants no next charge either."""
        return self is not ClaimKind.OTHER


class ClaimState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"  # by the member
    REFUSED = "refused"
    APPROVED = "approved"  # decided; nothing was sent yet
    REFUNDING = "refunding"  # its request at the gateway is written, and perhaps sent
    DONE = "done"

    @property
    def waits(self) -> bool:
        """Not yet answered to the end."""
        return self in WAITING


WAITING = (ClaimState.OPEN, ClaimState.APPROVED, ClaimState.REFUNDING)


class AccessDecision(StrEnum):
    """What becomes of the member's access with the refund."""

    ENDS_NOW = "ends_now"
    ENDS_AT_PAID_THROUGH = "ends_at_paid_through"
    STAYS = "stays"


def answer_due(asked_at: datetime) -> date:
    """The last day on which an answer is in time."""
    day, left = kst_date(asked_at), ANSWERED_WITHIN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def overdue_before(now: datetime) -> datetime:
    """What was asked before this instant has waited for more than three working days. Saturdays
    and Sundays are none; public holidays count as working days, which is sooner than the law."""
    day, left = kst_date(now), ANSWERED_WITHIN
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return kst_instant(day)
