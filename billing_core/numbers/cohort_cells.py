"""The people behind one cell of the cohort table."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from billing_core.numbers import cohorts
from billing_core.numbers.metric import Bilingual, ChartPart, Definition, Excluded, Share, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.exclusion import Exclusion, ExclusionReason

Counted = Callable[[cohorts.MemberOfCohort], bool]


@dataclass(frozen=True)
class CohortPerson:
    """A member of a cohort with what they paid, and got back, in the cell's month; whole won."""

    app_id: str
    name: str
    first_paid_at: datetime
    paid_won: int
    refunded_won: int


@dataclass(frozen=True)
class _Measure:
    definition: Definition
    counted: Counted
    why_not: ExclusionReason


_MEASURES = {
    each.definition.code: each
    for each in (
        _Measure(
            cohorts.COHORT_RETAINED,
            lambda row: row.retained,
            ExclusionReason.NO_MEMBER_AT_THE_END,
        ),
        _Measure(
            cohorts.COHORT_PAID,
            lambda row: row.paid_won > 0,
            ExclusionReason.PAID_NOTHING,
        ),
        _Measure(
            cohorts.COHORT_NET,
            lambda row: bool(row.paid_won or row.refunded_won),
            ExclusionReason.NO_MONEY_MOVED,
        ),
    )
}


def cohort_code(definition: Definition, cohort: Month) -> str:
    """How a cell of this row is asked for: `cohort_retained.2026-03`."""
    return f"{definition.code}.{cohort}"


def cohort_cell(code: str) -> ChartPart | None:
    """The cells of one row; the month asked for is their column. None for any other code."""
    name, _, written = code.partition(".")
    measure = _MEASURES.get(name)
    with suppress(ValueError):
        return _part(measure, Month.parse(written)) if measure else None
    return None


def _part(measure: _Measure, cohort: Month) -> ChartPart:
    what = measure.definition
    money = what.unit is Unit.WON
    return ChartPart(
        code=cohort_code(what, cohort),
        label=Bilingual(
            f"{cohort.year}년 {cohort.month}월 {what.label.ko}", f"{what.label.en}: {cohort}"
        ),
        unit=Unit.WON if money else Unit.PERCENT,
        explanation=what.explanation,
        value=partial(_net_won if money else _share, measure, cohort),
        people=partial(_people, measure, cohort),
        excluded=partial(_others, measure, cohort),
    )


def _share(measure: _Measure, cohort: Month, session: Session, month: Month, as_of: AsOf) -> Share:
    counted = [
        measure.counted(row) for row in cohorts.cohort_members(session, cohort, month, as_of)
    ]
    return Share(sum(counted), len(counted))


def _net_won(_measure: _Measure, cohort: Month, session: Session, month: Month, as_of: AsOf) -> int:
    rows = cohorts.cohort_members(session, cohort, month, as_of)
    return sum(row.paid_won - row.refunded_won for row in rows)


def _people(
    measure: _Measure, cohort: Month, session: Session, month: Month, as_of: AsOf
) -> Iterator[CohortPerson]:
    for row in cohorts.cohort_members(session, cohort, month, as_of):
        if measure.counted(row):
            yield CohortPerson(
                row.app_id, row.name, row.first_paid_at, row.paid_won, row.refunded_won
            )


def _others(
    measure: _Measure, cohort: Month, session: Session, month: Month, as_of: AsOf
) -> Iterator[Excluded]:
    """The rest of the cohort."""
    for row in cohorts.cohort_members(session, cohort, month, as_of):
        if not measure.counted(row):
            why = Exclusion(measure.why_not)
            yield Excluded(row.first_paid_at, row.app_id, "", won=0, reason=why)
