"""코호트: members by the Korean month of their first counted charge, and what became of them.

Whoever leaves and returns stays in the first cohort. So every month's cells, added up over
all cohorts, are that month's members, paid members, MRR and net revenue.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.member_lives import MemberLife, read_lives
from billing_core.analytics.metric import Definition, Unit, Words
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.coverage import Stay


@dataclass(frozen=True)
class CohortCell:
    """One cohort in one month. `unfinished`: the month or its grace is not over yet.

    `retained` are members at the month's end and `mrr` what they pay for a month, exact, with
    VAT; `paid_members` paid in it; `net_won` is what was paid less what was given back in it.
    """

    month: Month
    months_since: int
    retained: int
    mrr: Fraction
    paid_members: int
    net_won: int
    unfinished: bool


@dataclass(frozen=True)
class Cohort:
    """`cells` run from the cohort's own month to the present one."""

    month: Month
    members: int
    cells: tuple[CohortCell, ...]

    @property
    def realised_won(self) -> int:
        """What its members have paid so far less what was given back."""
        return sum(cell.net_won for cell in self.cells)


@dataclass(frozen=True)
class CohortMember:
    """A member of a cohort, as of one month; whole won."""

    member_id: str
    name: str
    first_paid_at: datetime
    retained: bool
    paid_won: int
    refunded_won: int


class _Row:
    """One cohort while it is being counted; a place per month since."""

    def __init__(self, months: int) -> None:
        self.members = 0
        self.retained = [0] * months
        self.mrr = [Fraction(0)] * months
        self.paid_members = [0] * months
        self.net_won = [0] * months


class CohortTally:
    """Takes in members one by one. `months` are all months shown, oldest first."""

    def __init__(self, months: Sequence[Month]) -> None:
        self._months = months
        self._starts = [month.start for month in months]
        self._ends = [month.end for month in months]
        self._rows = [_Row(len(months) - place) for place in range(len(months))]

    def add(self, life: MemberLife) -> None:
        cohort = self._place(life.first_paid_at)
        if cohort is None:
            return
        row = self._rows[cohort]
        row.members += 1
        paid_in = {self._place(at) for at, _ in life.payments}
        for place in range(cohort, len(self._months)):
            row.paid_members[place - cohort] += place in paid_in
        for at, won in life.payments + life.refunds:
            money_in = self._place(at)
            if money_in is not None:
                row.net_won[money_in - cohort] += won
        for stay in life.stays:
            for place in self._places_of(stay):
                row.retained[place - cohort] += 1
                row.mrr[place - cohort] += stay.monthly_before(self._ends[place])

    def cohorts(self, as_of: AsOf) -> list[Cohort]:
        return [
            Cohort(month, row.members, tuple(self._cells(place, row, as_of)))
            for place, (month, row) in enumerate(zip(self._months, self._rows, strict=True))
        ]

    def _place(self, at: datetime) -> int | None:
        place = bisect_right(self._starts, at) - 1
        return place if place >= 0 and at < self._ends[place] else None

    def _places_of(self, stay: Stay) -> Iterator[int]:
        """The months at whose end the stay goes on."""
        begins = max(bisect_right(self._starts, stay.began) - 1, 0)
        for place in range(begins, len(self._ends)):
            if not stay.present_before(self._ends[place]):
                return
            yield place

    def _cells(self, cohort: int, row: _Row, as_of: AsOf) -> Iterator[CohortCell]:
        for since, month in enumerate(self._months[cohort:]):
            yield CohortCell(
                month=month,
                months_since=since,
                retained=row.retained[since],
                mrr=row.mrr[since],
                paid_members=row.paid_members[since],
                net_won=row.net_won[since],
                unfinished=as_of.provisional(month),
            )


def cohorts(session: Session, first: Month, as_of: AsOf) -> list[Cohort]:
    """Every cohort from `first` to the present month, empty ones too. One pass over the book."""
    tally = CohortTally(months_between(first, Month.of(as_of.now)))
    for life in read_lives(session, as_of):
        tally.add(life)
    return tally.cohorts(as_of)


def cohort_members(
    session: Session, cohort: Month, month: Month, as_of: AsOf
) -> Iterator[CohortMember]:
    """Everybody in a cohort, and how they stand in one month: the people behind its cell."""
    for life in read_lives(session, as_of):
        if life.first_paid_at in cohort:
            yield CohortMember(
                life.member_id,
                life.name,
                life.first_paid_at,
                retained=any(stay.present_before(month.end) for stay in life.stays),
                paid_won=sum(won for at, won in life.payments if at in month),
                refunded_won=-sum(won for at, won in life.refunds if at in month),
            )


COHORT_RETAINED = Definition(
    "cohort_retained",
    Words("코호트 잔존", "Cohort retention"),
    Unit.PEOPLE,
    Words(
        "처음 결제한 달이 같은 회원 가운데 그 달 말에 이용회원인 수이며, 다시 가입해도 처음 코호트에 남습니다.",
        "Members whose first charge was in the same month and who are members at that month's end; returners stay in their first cohort.",
    ),
)
COHORT_PAID = Definition(
    "cohort_paid_members",
    Words("코호트 결제회원", "Paid members of a cohort"),
    Unit.PEOPLE,
    Words(
        "처음 결제한 달이 같은 회원 가운데 그 달에 결제한 수로, 가져온 과거 기록도 셉니다.",
        "Members whose first charge was in the same month and who paid in that month; imported history counts too.",
    ),
)
COHORT_MRR = Definition(
    "cohort_mrr",
    Words("코호트 MRR", "Cohort MRR"),
    Unit.WON,
    Words(
        "처음 결제한 달이 같은 회원이 그 달 말에 한 달 몫으로 내는, 부가세를 포함한 금액입니다.",
        "What the members of one cohort pay for a month at that month's end, with VAT.",
    ),
)
COHORT_NET = Definition(
    "cohort_net_won",
    Words("코호트 순매출", "Cohort net revenue"),
    Unit.WON,
    Words(
        "처음 결제한 달이 같은 회원의 그 달 결제액에서 그 달 환불액을 뺀 금액입니다.",
        "What the members of one cohort paid in that month less what was refunded in it.",
    ),
)
