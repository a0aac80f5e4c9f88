"""LTV: what a member of each cohort has brought so far, and an estimate where there is enough."""

from collections.abc import Sequence

from billing_core.numbers.cohorts import Cohort
from billing_core.numbers.ltv import (
    LEAST_MEMBERS,
    LEAST_MONTHS,
    LTV_ESTIMATE,
    LTV_REALISED,
    Ltv,
    ltv,
)
from dashboard.pages.analysis import words as w
from dashboard.parts.language import month_name
from dashboard.parts.markup import section
from dashboard.parts.shown_numbers import meaning_of
from dashboard.parts.tables import number_table


def ltv_table(cohorts: Sequence[Cohort]) -> None:
    inhabited = [cohort for cohort in cohorts if cohort.members]
    if not inhabited:
        return
    section(w.LTV_TITLE(), f"{meaning_of(LTV_REALISED)} {meaning_of(LTV_ESTIMATE)}")
    newest_first = list(reversed(inhabited))
    rows = [ltv(inhabited), *(ltv([cohort]) for cohort in newest_first)]
    number_table(
        {
            w.COHORT(): [w.LTV_ALL(), *(month_name(cohort.month) for cohort in newest_first)],
            w.LTV_MEMBERS(): [row.members for row in rows],
            w.LTV_TOTAL(): [row.realised_won for row in rows],
            w.LTV_REALISED(): [
                None if row.realised is None else round(row.realised) for row in rows
            ],
            w.LTV_ESTIMATE(): [
                None if row.estimate is None else round(row.estimate) for row in rows
            ],
            w.LTV_BASIS(): [_basis(row) for row in rows],
        },
        money=(w.LTV_TOTAL(), w.LTV_REALISED(), w.LTV_ESTIMATE()),
        about=w.LTV_TITLE(),
    )


def _basis(row: Ltv) -> str:
    """What the estimate stands on, or why there is none."""
    if row.not_estimated is None:
        return w.LTV_SETTLED(n=row.months)
    return w.LTV_NOT_ESTIMATED[row.not_estimated](
        months=row.months,
        members=row.members,
        least_months=LEAST_MONTHS,
        least_members=LEAST_MEMBERS,
    )
