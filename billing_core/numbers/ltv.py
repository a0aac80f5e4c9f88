"""LTV: what a member of a cohort has brought so far, and what one may bring in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from billing_core.numbers.cohorts import Cohort, CohortCell
from billing_core.numbers.metric import Bilingual, Definition, Unit

LEAST_MONTHS = 6
LEAST_MEMBERS = 30


class NoEstimate(StrEnum):
    """Why there is no estimate (산출 불가)."""

    FEW_MEMBERS = "few_members"
    FEW_MONTHS = "few_months"
    NOBODY_KNOWN = "nobody_known"  # of nobody is it known how long they stayed
    NOBODY_LEFT = "nobody_left"


@dataclass(frozen=True)
class Ltv:
    """Won per member with VAT, exact. `estimate` is None where `not_estimated` says why
    (산출 불가); `months` is how many settled months the longest of its cohorts has."""

    members: int
    months: int
    realised_won: int
    estimate: Fraction | None
    not_estimated: NoEstimate | None

    @property
    def realised(self) -> Fraction | None:
        """What a member has brought so far; None for a cohort that nobody belongs to."""
        return Fraction(self.realised_won, self.members) if self.members else None


def ltv(cohorts: Sequence[Cohort]) -> Ltv:
    """The LTV of one cohort, or of several taken together."""
    settled = [[cell for cell in cohort.cells if not cell.unfinished] for cohort in cohorts]
    members = sum(cohort.members for cohort in cohorts)
    months = max((len(cells) for cells in settled), default=0)
    why_not = _too_little(members, months) or _not_a_rate(settled)
    return Ltv(
        members=members,
        months=months,
        realised_won=sum(cohort.realised_won for cohort in cohorts),
        estimate=None if why_not else _monthly(settled) / (1 - _stay_on(settled)),
        not_estimated=why_not,
    )


def _too_little(members: int, months: int) -> NoEstimate | None:
    if members < LEAST_MEMBERS:
        return NoEstimate.FEW_MEMBERS
    return NoEstimate.FEW_MONTHS if months < LEAST_MONTHS else None


def _not_a_rate(settled: Sequence[Sequence[CohortCell]]) -> NoEstimate | None:
    if not _retained_before(settled):
        return NoEstimate.NOBODY_KNOWN
    return NoEstimate.NOBODY_LEFT if _stay_on(settled) >= 1 else None


def _monthly(settled: Sequence[Sequence[CohortCell]]) -> Fraction:
    """What a member pays for a month on average: a yearly price is spread over its year."""
    cells = [cell for cells in settled for cell in cells]
    return sum((cell.mrr for cell in cells), Fraction(0)) / sum(cell.retained for cell in cells)


def _stay_on(settled: Sequence[Sequence[CohortCell]]) -> Fraction:
    """The share of members at a month's end who are members at the next one's, returners too."""
    after = sum(later.retained for cells in settled for _, later in pairwise(cells))
    return Fraction(after, _retained_before(settled))


def _retained_before(settled: Sequence[Sequence[CohortCell]]) -> int:
    return sum(earlier.retained for cells in settled for earlier, _ in pairwise(cells))


LTV_REALISED = Definition(
    "ltv_realised",
    Bilingual("실현 LTV", "Realised LTV"),
    Unit.WON,
    Bilingual(
        "코호트의 지금까지 순매출을 코호트 회원 수로 나눈 금액입니다.",
        "What a cohort has paid so far less refunds, per member of the cohort.",
    ),
)
LTV_ESTIMATE = Definition(
    "ltv_estimate",
    Bilingual("추정 LTV", "Estimated LTV"),
    Unit.WON,
    Bilingual(
        "확정된 달의 회원당 월 결제액을 월 이탈률로 나눈 추정치이며, 6개월과 30명이 안 되면 산출하지 않습니다.",
        "An estimate: what a member pays a month divided by the monthly churn of settled months; none with fewer than 6 months or 30 members.",
    ),
)
