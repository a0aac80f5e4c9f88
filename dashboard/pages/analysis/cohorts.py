"""Cohorts: who came in one month, how many are still there, as a heat map; and LTV: what a member
of each has brought so far, and an estimate where there is enough.
"""

from collections.abc import Sequence
from html import escape

import streamlit as st

from billing_core.numbers.cohort_cells import cohort_code
from billing_core.numbers.cohorts import (
    COHORT_NET,
    COHORT_PAID,
    COHORT_RETAINED,
    Cohort,
    CohortCell,
)
from billing_core.numbers.ltv import (
    LEAST_MEMBERS,
    LEAST_MONTHS,
    LTV_ESTIMATE,
    LTV_REALISED,
    Ltv,
    ltv,
)
from billing_core.numbers.metric import Definition
from billing_core.rules.calendar import Month
from dashboard.pages.analysis import words as w
from dashboard.parts import address, shown_numbers, tables
from dashboard.parts.language import count, month_name, people, short_won, won
from dashboard.parts.markup import empty, section
from dashboard.parts.pressed_html import pressed_html

_MEASURES = {each.code: each for each in (COHORT_RETAINED, COHORT_PAID, COHORT_NET)}
_STRONGEST = 78  # per cent of the meaning's colour in the fullest cell: text stays readable


def cohort_heat(cohorts: Sequence[Cohort]) -> None:
    first_shown = _first_shown(cohorts)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(w.COHORT_TITLE())
        code = address.choose_view(
            w.COHORT_MEASURE(),
            {code: shown_numbers.label_of(measure) for code, measure in _MEASURES.items()},
            key="analysis_cohort_measure",
            first=first_shown.code,
            name="measure",
        )
    inhabited = [cohort for cohort in cohorts if cohort.members]
    if not inhabited:
        empty(w.NO_COHORTS(), w.NO_CHURN_NEXT())
        return
    measure = _MEASURES[code]
    st.caption(f"{shown_numbers.meaning_of(measure)} {w.COHORT_LEGEND()}")
    pressed = pressed_html(_table(inhabited, measure), key="analysis_cohorts")
    if pressed:
        cell, _, month = pressed.partition("/")
        shown_numbers.open_number(shown_numbers.NumberOf(cell, Month.parse(month)))


def _first_shown(cohorts: Sequence[Cohort]) -> Definition:
    """Nobody is retained in imported history, whose periods are unknown: there, who paid."""
    retained = any(cell.retained for cohort in cohorts for cell in cohort.cells)
    return COHORT_RETAINED if retained else COHORT_PAID


def _table(cohorts: Sequence[Cohort], measure: Definition) -> str:
    columns = max(len(cohort.cells) for cohort in cohorts)
    fullest = max(_value(cell, measure) for cohort in cohorts for cell in cohort.cells)
    head = "".join(f"<th scope=col>{escape(w.SINCE(n=n))}</th>" for n in range(columns))
    body = "".join(_row(cohort, measure, fullest) for cohort in cohorts)
    return (
        f'<div class="bd-cohorts"><table><thead><tr><th scope=col>{escape(w.COHORT())}</th>'
        f"<th scope=col>{escape(w.COHORT_MEMBERS())}</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cohort: Cohort, measure: Definition, fullest: int) -> str:
    cells = "".join(_cell(cohort, cell, measure, fullest) for cell in cohort.cells)
    return (
        f"<tr><th scope=row>{escape(month_name(cohort.month))}</th>"
        f"<td>{count(cohort.members)}</td>{cells}</tr>"
    )


def _cell(cohort: Cohort, cell: CohortCell, measure: Definition, fullest: int) -> str:
    value = _value(cell, measure)
    of_all = value / fullest if measure is COHORT_NET else value / cohort.members
    said = w.COHORT_CELL(
        cohort=month_name(cohort.month),
        members=count(cohort.members),
        month=month_name(cell.month),
        value=won(value) if measure is COHORT_NET else people(value),
    )
    shown = short_won(value) if measure is COHORT_NET else shown_numbers.percent(of_all)
    state, note = (' class="open"', f" · {w.UNFINISHED()}") if cell.unfinished else ("", "")
    strength = max(round(of_all * _STRONGEST), 0)
    opens = f"{cohort_code(measure, cohort.month)}/{cell.month}"
    return (
        f'<td{state} style="--part:{strength}%"><button type="button" value="{escape(opens)}" '
        f'title="{escape(said + note)}" aria-label="{escape(said + note)}">{escape(shown)}</button>'
        "</td>"
    )


def _value(cell: CohortCell, measure: Definition) -> int:
    if measure is COHORT_NET:
        return cell.net_won
    return cell.paid_members if measure is COHORT_PAID else cell.retained


def ltv_table(cohorts: Sequence[Cohort]) -> None:
    inhabited = [cohort for cohort in cohorts if cohort.members]
    if not inhabited:
        return
    section(
        w.LTV_TITLE(),
        f"{shown_numbers.meaning_of(LTV_REALISED)} {shown_numbers.meaning_of(LTV_ESTIMATE)}",
    )
    newest_first = list(reversed(inhabited))
    rows = [ltv(inhabited), *(ltv([cohort]) for cohort in newest_first)]
    tables.number_table(
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
