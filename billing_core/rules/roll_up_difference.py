"""Where a kept sum is not what the book says."""

from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.calendar import Month


class RollUpSum(StrEnum):
    """Which sum; how each is called, `wording.roll_ups` says."""

    STAYS = "stays"
    MEMBERS_WITH_STAYS = "members_with_stays"
    MOVEMENTS = "movements"
    ENDS = "ends"
    COHORTS = "cohorts"
    COHORT_MEMBERS = "cohort_members"
    CYCLES = "cycles"
    OPEN_REFUSALS = "open_refusals"
    REQUESTS = "requests"
    KEPT_MEMBERS = "kept_members"
    PAID_MEMBERS = "paid_members"
    CHARGES = "charges"
    PAID_WON = "paid_won"
    REFUNDS = "refunds"
    REFUNDED_WON = "refunded_won"
    BY_MEMBER = "by_member"


@dataclass(frozen=True)
class Difference:
    """One number of one month, or of all of them: what is kept, and what the book says."""

    month: Month | None
    what: RollUpSum
    shown: int
    ledger: int
