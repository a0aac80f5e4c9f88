"""Renewals that a card refused: what became of them, by month and by reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from billing_core.numbers import billing_cycles, unrecovered_cycles
from billing_core.numbers.cycle_numbers import CycleNumbers, ReasonRow
from billing_core.numbers.metric import Share, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome
from dashboard.pages.analysis import words as w
from dashboard.parts import address, chart_links, chart_months, codes_said, shown_numbers, tables
from dashboard.parts.chart_words import in_won
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.stacked_charts import Layer, stacked


@dataclass(frozen=True)
class _Outcome:
    """One part of a bar; the two codes open its people, counted and in won."""

    tone: Tone
    of: Callable[[CycleNumbers], Amount]
    counted: str
    in_won: str


_OUTCOMES = {
    CycleOutcome.RECOVERED: _Outcome(
        Tone.HEALTHY,
        lambda each: each.recovered,
        billing_cycles.RECOVERED_CYCLES.code,
        billing_cycles.RECOVERED_WON.code,
    ),
    CycleOutcome.WAITING: _Outcome(
        Tone.WAITING,
        lambda each: each.waiting,
        unrecovered_cycles.WAITING_CYCLES.code,
        unrecovered_cycles.WAITING_WON.code,
    ),
    CycleOutcome.LOST: _Outcome(
        Tone.CANCELLED,
        lambda each: each.lost,
        unrecovered_cycles.LOST_CYCLES.code,
        unrecovered_cycles.LOST_WON.code,
    ),
}


def failure_recovery(
    by_month: Mapping[Month, CycleNumbers],
    by_reason: Sequence[ReasonRow],
    so_far: tuple[CycleNumbers, CycleNumbers],
    at: AsOf,
) -> None:
    """The chart and its tables. `so_far`: this month to date, and last month's same days."""
    with st.container(horizontal=True, vertical_alignment="center"):
        section(w.FAILURES_TITLE())
        unit = address.choose_view(
            w.FAILURES_TITLE(),
            {Unit.COUNT: w.BY_COUNT(), Unit.WON: w.BY_WON()},
            key="analysis_failures_in",
            first=Unit.COUNT,
            name="unit",
        )
    if not by_reason:
        empty(w.NO_FAILURES(), w.NO_FAILURES_NEXT())
        return
    _chart(by_month, so_far, Unit(unit), at)
    section(w.BY_REASON())
    _table(
        {w.REASON(): [codes_said.decline_label(row.reason) for row in by_reason]},
        [row.numbers for row in by_reason],
    )
    section(w.BY_MONTH())
    newest_first = sorted(by_month.items(), reverse=True)
    _table(
        {w.MONTH(): [chart_months.marked(month, at) for month, _ in newest_first]},
        [numbers for _, numbers in newest_first],
        rates=True,
    )


def _chart(
    by_month: Mapping[Month, CycleNumbers],
    so_far: tuple[CycleNumbers, CycleNumbers],
    unit: Unit,
    at: AsOf,
) -> None:
    months, money = list(by_month), unit is Unit.WON
    layers = [
        Layer(
            name=w.OUTCOMES[outcome](),
            values=[_amount(shown.of(each), unit) for each in by_month.values()],
            meaning=w.OUTCOME_MEANINGS[outcome](),
            written=in_won if money else lambda value: shown_numbers.valued(value, Unit.COUNT),
            code=shown.in_won if money else shown.counted,
            tone=shown.tone,
        )
        for outcome, shown in _OUTCOMES.items()
    ]
    provisional = chart_months.provisional_months(months, at)
    figure = stacked(months, layers, provisional=provisional, money=money)
    chart_links.opening_chart(figure, key="analysis_failures", alt=w.FAILURES_TITLE())
    chart_months.provisional_note(at)
    if Month.of(at.now) in by_month:
        now, then = (shown_numbers.valued(_amount(each.failed, unit), unit) for each in so_far)
        chart_months.same_days_note(
            shown_numbers.label_of(
                billing_cycles.FAILED_WON if money else billing_cycles.FAILED_CYCLES
            ),
            now,
            then,
        )
    with chart_links.links_below("failures"):
        month = chart_links.month_picker(
            "analysis_failures_month", months, lambda each: chart_months.marked(each, at)
        )
        chart_links.link_each(_links(month, by_month[month], unit))


def _links(
    month: Month, numbers: CycleNumbers, unit: Unit
) -> Sequence[tuple[str, str, shown_numbers.NumberOf]]:
    money = unit is Unit.WON
    outcomes = [
        (
            w.OUTCOMES[outcome](),
            shown_numbers.valued(_amount(shown.of(numbers), unit), unit),
            shown_numbers.NumberOf(shown.in_won if money else shown.counted, month),
        )
        for outcome, shown in _OUTCOMES.items()
    ]
    rates = (
        (
            billing_cycles.FAILURE_RATE_WON if money else billing_cycles.FAILURE_RATE,
            numbers.failed,
            numbers.charged,
        ),
        (
            billing_cycles.RECOVERY_RATE_WON if money else billing_cycles.RECOVERY_RATE,
            numbers.recovered,
            numbers.failed,
        ),
    )
    return [
        *outcomes,
        *(
            (
                shown_numbers.label_of(rate),
                shown_numbers.percent(Share(_amount(part, unit), _amount(whole, unit)).ratio),
                shown_numbers.NumberOf(rate.code, month),
            )
            for rate, part, whole in rates
        ),
    ]


def _amount(amount: Amount, unit: Unit) -> int:
    return amount.won if unit is Unit.WON else amount.count


def _table(
    first_column: Mapping[str, Sequence[str]], rows: Sequence[CycleNumbers], *, rates: bool = False
) -> None:
    columns: dict[str, tables.Cells] = dict(first_column)
    if rates:
        columns[w.CHARGED()] = [row.charged.count for row in rows]
    columns[w.FAILED()] = [row.failed.count for row in rows]
    for outcome, shown in _OUTCOMES.items():
        columns[w.OUTCOMES[outcome]()] = [shown.of(row).count for row in rows]
    if rates:
        columns[w.FAILURE_RATE()] = [row.failure_rate.ratio for row in rows]
    columns[w.RECOVERY_RATE()] = [row.recovery_rate.ratio for row in rows]
    columns[w.FAILED_WON()] = [row.failed.won for row in rows]
    tables.number_table(
        columns,
        money=(w.FAILED_WON(),),
        shares=(w.FAILURE_RATE(), w.RECOVERY_RATE()),
        about=next(iter(first_column)),
    )
