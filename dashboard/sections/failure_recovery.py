"""Renewals that a card refused: what became of them, by month and by reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cycle_numbers import Amount, CycleNumbers, ReasonRow
from billing_core.analytics.metric import Unit
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome
from dashboard.parts.charts import QUIET
from dashboard.parts.heading import empty, section
from dashboard.parts.number_table import Cells, number_table
from dashboard.parts.number_words import valued
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.parts.tones import Tone
from dashboard.sections.decline_words import decline_label
from dashboard.sections.provisional import marked, provisional_months, provisional_note
from dashboard.words import analysis as w

_TONES = {
    CycleOutcome.RECOVERED: Tone.HEALTHY,
    CycleOutcome.WAITING: Tone.WAITING,
    CycleOutcome.LOST: Tone.CANCELLED,
}


def failure_recovery(
    by_month: Mapping[Month, CycleNumbers], by_reason: Sequence[ReasonRow], at: AsOf
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section(w.FAILURES_TITLE())
        unit = st.segmented_control(
            w.FAILURES_TITLE(),
            [Unit.COUNT, Unit.WON],
            default=Unit.COUNT,
            required=True,
            key="analysis_failures_in",
            format_func=lambda each: w.BY_WON() if each == Unit.WON else w.BY_COUNT(),
            label_visibility="collapsed",
        )
    if not by_reason:
        empty(w.NO_FAILURES(), w.NO_FAILURES_NEXT())
        return
    _chart(by_month, Unit(unit or Unit.COUNT), at)
    provisional_note(at)
    section(w.BY_REASON())
    _table(
        {w.REASON(): [decline_label(row.reason) for row in by_reason]},
        [row.numbers for row in by_reason],
    )
    section(w.BY_MONTH())
    newest_first = sorted(by_month.items(), reverse=True)
    _table(
        {w.MONTH(): [marked(month, at) for month, _ in newest_first]},
        [numbers for _, numbers in newest_first],
        rates=True,
    )


def _chart(by_month: Mapping[Month, CycleNumbers], unit: Unit, at: AsOf) -> None:
    def of(amount: Amount) -> int:
        return amount.won if unit is Unit.WON else amount.count

    layers = [
        Layer(
            w.OUTCOMES[outcome](),
            w.OUTCOME_MEANINGS[outcome](),
            tone,
            [of(_PART[outcome](numbers)) for numbers in by_month.values()],
        )
        for outcome, tone in _TONES.items()
    ]
    months = list(by_month)
    figure = stacked(
        months,
        layers,
        provisional=provisional_months(months, at),
        written=lambda value: valued(value, unit),
        money=unit is Unit.WON,
    )
    st.plotly_chart(figure, key="analysis_failures", config=QUIET, alt=w.FAILURES_TITLE())


_PART: dict[CycleOutcome, Callable[[CycleNumbers], Amount]] = {
    CycleOutcome.RECOVERED: lambda numbers: numbers.recovered,
    CycleOutcome.WAITING: lambda numbers: numbers.waiting,
    CycleOutcome.LOST: lambda numbers: numbers.lost,
}


def _table(
    first_column: Mapping[str, Sequence[str]], rows: Sequence[CycleNumbers], *, rates: bool = False
) -> None:
    columns: dict[str, Cells] = dict(first_column)
    if rates:
        columns[w.CHARGED()] = [row.charged.count for row in rows]
    columns[w.FAILED()] = [row.failed.count for row in rows]
    for outcome, part in _PART.items():
        columns[w.OUTCOMES[outcome]()] = [part(row).count for row in rows]
    if rates:
        columns[w.FAILURE_RATE()] = [row.failure_rate.ratio for row in rows]
    columns[w.RECOVERY_RATE()] = [row.recovery_rate.ratio for row in rows]
    columns[w.FAILED_WON()] = [row.failed.won for row in rows]
    number_table(
        columns,
        money=(w.FAILED_WON(),),
        shares=(w.FAILURE_RATE(), w.RECOVERY_RATE()),
        about=next(iter(first_column)),
    )
