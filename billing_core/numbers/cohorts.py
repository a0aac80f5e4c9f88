"""코호트: members by the Korean month of their first counted charge, and what became of them.

Whoever leaves and returns stays in the first cohort. So every month's cells, added up over
all cohorts, are that month's members, paid members, MRR and net revenue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import (
    CohortMember,
    CohortMonth,
    LedgerEntry,
    Member,
    MemberStay,
    MovementMonth,
    gives_back,
    standing_payment,
)
from billing_core.numbers.metric import Bilingual, Definition, Unit
from billing_core.numbers.stay_facts import present_before
from billing_core.numbers.tally import Tally, borders_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.roll_ups.state import require_kept
from billing_core.rules.calendar import Month, months_between


class CohortStep(NamedTuple):
    """What a month added to a cohort: members, and won for so many `months`."""

    cohort: Month
    month: Month
    months: int
    members: int
    won: int


def cohort_steps(session: Session, first: Month, last: Month, as_of: AsOf) -> Iterator[CohortStep]:
    """Deltas of cohorts from `first`, to the end of `last`. Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    yield from _of_months(session, first, last)
    yield from _not_gone_yet(session, first, last, as_of)


def _of_months(session: Session, first: Month, last: Month) -> Iterator[CohortStep]:
    row = MovementMonth
    left = row.voluntary + row.involuntary + row.system
    lost_won = row.contraction_won + row.churned_won
    found = session.execute(
        select(
            row.cohort,
            row.month,
            row.months,
            row.joined + row.returned - left,
            row.joined_won + row.returned_won + row.expansion_won - lost_won,
        ).where(row.cohort >= first, row.cohort <= last, row.month <= last)
    )
    return (CohortStep(*one) for one in found)


def _not_gone_yet(session: Session, first: Month, last: Month, as_of: AsOf) -> Iterator[CohortStep]:
    """What the months say too much: they count every stay as ending at its paid-through."""
    found = session.execute(
        select(
            CohortMember.month,
            MemberStay.paid_through,
            MemberStay.months,
            func.count(),
            whole_won(MemberStay.price),
        )
        .join(CohortMember, CohortMember.member_id == MemberStay.member_id)
        .where(
            MemberStay.over_at > as_of.now,
            MemberStay.paid_through > as_of.now - as_of.grace,
            MemberStay.paid_through < last.end,
            CohortMember.month >= first,
            CohortMember.month <= last,
        )
        .group_by(CohortMember.month, MemberStay.paid_through, MemberStay.months)
    )
    for cohort, paid_through, months, members, won in found:
        yield CohortStep(cohort, Month.of(paid_through), months, members, won)


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
    """One cohort; `cells` run from its own month to the present one."""

    month: Month
    members: int
    cells: tuple[CohortCell, ...]

    @property
    def realised_won(self) -> int:
        """What its members have paid so far less what was given back."""
        return sum(cell.net_won for cell in self.cells)


@dataclass(frozen=True)
class MemberOfCohort:
    """A member of a cohort, as of one month; whole won."""

    app_id: str
    name: str
    first_paid_at: datetime
    retained: bool
    paid_won: int
    refunded_won: int


def cohorts(session: Session, first: Month, as_of: AsOf) -> list[Cohort]:
    """Every cohort from `first` to the present month, empty ones too. Read from the roll-ups.

    Raises Refusal "roll_ups_missing".
    """
    months = months_between(first, Month.of(as_of.now))
    if not months:
        return []
    kept, money = CohortTally(months), _money(session, months)
    for step in cohort_steps(session, months[0], months[-1], as_of):
        kept.add(step)
    return [
        Cohort(
            month=cohort,
            members=money.get((cohort, cohort), (0, 0))[0],
            cells=tuple(
                CohortCell(
                    month,
                    since,
                    *kept.standing(cohort, month),
                    *money.get((cohort, month), (0, 0)),
                    unfinished=as_of.provisional(month),
                )
                for since, month in enumerate(months_between(cohort, months[-1]))
            ),
        )
        for cohort in months
    ]


class CohortTally:
    """Takes in the changes of each cohort by month, then says how it stood at a month's end."""

    def __init__(self, months: Sequence[Month]) -> None:
        borders = borders_of(months)
        self._members = {month: Tally(borders, 0) for month in months}
        self._mrr = {month: Tally(borders, Fraction(0)) for month in months}

    def add(self, step: CohortStep) -> None:
        self._members[step.cohort].add(step.month.start, step.members)
        self._mrr[step.cohort].add(step.month.start, Fraction(step.won, step.months))

    def standing(self, cohort: Month, month: Month) -> tuple[int, Fraction]:
        return (
            self._members[cohort].before(month.end),
            self._mrr[cohort].before(month.end),
        )


def _money(session: Session, months: Sequence[Month]) -> dict[tuple[Month, Month], tuple[int, int]]:
    rows = session.execute(
        select(
            CohortMonth.cohort, CohortMonth.month, CohortMonth.paid_members, CohortMonth.net_won
        ).where(CohortMonth.cohort >= months[0], CohortMonth.month <= months[-1])
    )
    return {(cohort, month): (members, won) for cohort, month, members, won in rows}


def cohort_members(
    session: Session, cohort: Month, month: Month, as_of: AsOf
) -> Iterator[MemberOfCohort]:
    """Everybody in a cohort in the order of their ids, and how they stand in one month: the
    people behind its cell."""
    require_kept(session, as_of)
    rows = (
        select(
            Member.app_id,
            Member.name,
            CohortMember.first_paid_at,
            _retained(month, as_of),
            func.coalesce(_won_in(month, standing_payment()), 0),
            -func.coalesce(_won_in(month, gives_back()), 0),
        )
        .join(Member, Member.id == CohortMember.member_id)
        .where(CohortMember.month == cohort)
        .order_by(Member.app_id)
    )
    return (MemberOfCohort(*row) for row in streamed(session, rows))


def _retained(month: Month, as_of: AsOf) -> ColumnElement[bool]:
    of_member = MemberStay.member_id == CohortMember.member_id
    return exists().where(of_member, present_before(month.end, as_of)).correlate(CohortMember)


def _won_in(month: Month, of_kind: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(whole_won(LedgerEntry.amount))
        .where(
            LedgerEntry.member_id == CohortMember.member_id,
            of_kind,
            LedgerEntry.occurred_at >= month.start,
            LedgerEntry.occurred_at < month.end,
        )
        .correlate(CohortMember)
        .scalar_subquery()
    )


COHORT_RETAINED = Definition(
    "cohort_retained",
    Bilingual("코호트 잔존", "Cohort retention"),
    Unit.PEOPLE,
    Bilingual(
        "처음 결제한 달이 같은 회원 가운데 그 달 말에 이용회원인 수이며, 다시 가입해도 처음 코호트에 남습니다.",
        "Members whose first charge was in the same month and who are members at that month's end; returners stay in their first cohort.",
    ),
)
COHORT_PAID = Definition(
    "cohort_paid_members",
    Bilingual("코호트 결제회원", "Paid members of a cohort"),
    Unit.PEOPLE,
    Bilingual(
        "처음 결제한 달이 같은 회원 가운데 그 달에 결제한 수로, 가져온 과거 기록도 셉니다.",
        "Members whose first charge was in the same month and who paid in that month; imported history counts too.",
    ),
)
COHORT_MRR = Definition(
    "cohort_mrr",
    Bilingual("코호트 MRR", "Cohort MRR"),
    Unit.WON,
    Bilingual(
        "처음 결제한 달이 같은 회원이 그 달 말에 한 달 몫으로 내는, 부가세를 포함한 금액입니다.",
        "What the members of one cohort pay for a month at that month's end, with VAT.",
    ),
)
COHORT_NET = Definition(
    "cohort_net_won",
    Bilingual("코호트 순매출", "Cohort net revenue"),
    Unit.WON,
    Bilingual(
        "처음 결제한 달이 같은 회원의 그 달 결제액에서 그 달 환불액을 뺀 금액입니다.",
        "What the members of one cohort paid in that month less what was refunded in it.",
    ),
)
