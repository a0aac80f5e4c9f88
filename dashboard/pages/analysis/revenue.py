"""Recurring revenue: MRR month by month with what is about to leave it, one month's movement as a
waterfall, and what is booked from now on with how much is likely to come in.
"""

from collections.abc import Sequence

import streamlit as st

from billing_core.numbers.forecast import FORECAST_WON, Forecast, ForecastMonth, SuccessRates
from billing_core.numbers.mrr import CONFIRMED_MRR, MRR
from billing_core.numbers.mrr_steps import MRR_STEPS
from billing_core.numbers.mrr_waterfall import MRR_MOVEMENT, MrrStep, MrrWaterfall
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import kst_date
from dashboard.pages.analysis import words as today
from dashboard.pages.analysis import words as w
from dashboard.parts import address, chart_links, chart_months, shown_numbers, tables
from dashboard.parts.chart_words import in_won
from dashboard.parts.coming_calendar import DAY
from dashboard.parts.drawing import draw_chart
from dashboard.parts.language import Words, count, month_name, short_won
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.stacked_charts import BarStep, Layer, stacked, waterfall

UPCOMING = address.page_file("upcoming")


def mrr_movement(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    section(w.MRR_TITLE(), shown_numbers.meaning_of(MRR))
    if not any(row.start or row.end for row in rows):
        empty(w.NO_MRR(), w.NO_MRR_NEXT())
        return
    _by_month(rows, at)
    _one_month(rows, at)
    _movement_table(rows, at)


def _by_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    months = [row.month for row in rows]
    layers = [
        Layer(
            name=today.CONFIRMED_MRR_NOW(),
            values=[row.confirmed for row in rows],
            meaning=shown_numbers.meaning_of(CONFIRMED_MRR),
            written=in_won,
            code=CONFIRMED_MRR.code,
            tone=Tone.PAID,
        ),
        Layer(
            name=w.MRR_ASKED(),
            values=[row.end - row.confirmed for row in rows],
            meaning=w.MRR_ASKED_MEANING(),
            written=in_won,
            code=CONFIRMED_MRR.code,
            shown=shown_numbers.LEFT_OUT,
            tone=Tone.CANCELLED,
        ),
    ]
    figure = stacked(
        months, layers, provisional=chart_months.provisional_months(months, at), money=True
    )
    chart_links.opening_chart(figure, key="analysis_mrr", alt=w.MRR_TITLE())
    chart_months.provisional_note(at)


def _one_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        months = [row.month for row in rows]
        month = chart_links.month_picker(
            "analysis_mrr_month", months, lambda each: chart_months.marked(each, at)
        )
    row = next(row for row in rows if row.month == month)
    with title:
        section(
            w.WATERFALL_TITLE(month=chart_months.marked(month, at)),
            shown_numbers.meaning_of(MRR_MOVEMENT),
        )
    start, steps, end = _steps(row, at)
    chart_links.opening_chart(
        waterfall(start, steps, end), key="analysis_waterfall", alt=w.WATERFALL_ALT()
    )
    asked = shown_numbers.NumberOf(CONFIRMED_MRR.code, month, shown_numbers.LEFT_OUT)
    with chart_links.links_below("mrr"):
        chart_links.link_each(
            [
                *((step.name, _signed(step.won), step.opens) for step in steps),
                (end.name, short_won(end.won), end.opens),
                (w.MRR_ASKED(), short_won(row.end - row.confirmed), asked),
            ]
        )
    st.caption(
        f"{shown_numbers.label_of(MRR_MOVEMENT)}: {shown_numbers.meaning_of(MRR_MOVEMENT)} {w.WITH_VAT()}"
    )


def _steps(row: MrrWaterfall, at: AsOf) -> tuple[BarStep, list[BarStep], BarStep]:
    """The waterfall's bars; the month's start is the end of the month before it."""
    before, month = shown_numbers.NumberOf(MRR.code, row.month.plus(-1)), row.month
    end = w.SO_FAR() if at.now < month.end else w.END()
    steps = [
        BarStep(
            Words(step.label.ko, step.label.en)(),
            shown_numbers.meaning_of(MRR_STEPS[step]),
            row.steps[step],
            shown_numbers.NumberOf(MRR_STEPS[step].code, month),
        )
        for step in MrrStep
    ]
    return (
        BarStep(w.START(), w.START_MEANING(), row.start, before),
        steps,
        BarStep(
            end, shown_numbers.meaning_of(MRR), row.end, shown_numbers.NumberOf(MRR.code, month)
        ),
    )


def _signed(amount: int) -> str:
    return f"{'+' if amount > 0 else ''}{short_won(amount)}"


def _movement_table(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    section(w.MRR_TABLE())
    newest_first = list(reversed(rows))
    # Losses under their own name and without a sign, as in every other table.
    steps = {
        Words(step.label.ko, step.label.en)(): [abs(row.steps[step]) for row in newest_first]
        for step in MrrStep
    }
    tables.number_table(
        {
            w.MONTH(): [chart_months.marked(row.month, at) for row in newest_first],
            w.START(): [row.start for row in newest_first],
            **steps,
            w.END(): [row.end for row in newest_first],
            today.CONFIRMED_MRR_NOW(): [row.confirmed for row in newest_first],
        },
        money=(w.START(), *steps, w.END(), today.CONFIRMED_MRR_NOW()),
        about=w.MRR_TABLE(),
    )


def forecast_months(found: Forecast, at: AsOf) -> None:
    section(w.FORECAST_TITLE(), shown_numbers.meaning_of(FORECAST_WON))
    if not any(month.booked.all.count for month in found.months):
        empty(w.NO_BOOKINGS(), w.NO_BOOKINGS_NEXT())
        return
    st.caption(w.FORECAST_CARE())
    _chart(found.months)
    _days_below(found.months, at)
    _forecast_table(found.months, at)
    st.caption(_basis(found.rates))


def _chart(rows: Sequence[ForecastMonth]) -> None:
    booked = [row.booked.all.won for row in rows]
    expected = [row.expected_won for row in rows if row.expected_won is not None]
    if len(expected) < len(rows):  # no settled month to take a rate from: only what is booked
        layers = [_layer(w.FORECAST_BOOKED, booked, w.FORECAST_BOOKED_MEANING(), Tone.PAID)]
    else:
        rest = [all_of - part for all_of, part in zip(booked, expected, strict=True)]
        layers = [
            _layer(
                w.FORECAST_EXPECTED, expected, shown_numbers.meaning_of(FORECAST_WON), Tone.PAID
            ),
            _layer(w.FORECAST_REST, rest, w.FORECAST_REST_MEANING(), Tone.UNKNOWN),
        ]
    months = [row.month for row in rows]
    figure = stacked(months, layers, provisional=0, money=True, height=280)
    draw_chart(figure, key="analysis_forecast", alt=w.FORECAST_TITLE())


def _layer(name: Words, values: Sequence[int], meaning: str, tone: Tone) -> Layer:
    return Layer(name=name(), values=values, meaning=meaning, written=in_won, tone=tone)


def _days_below(rows: Sequence[ForecastMonth], at: AsOf) -> None:
    """Links to 예정, where the charges themselves are, day by day."""
    with chart_links.links_below("forecast", w.FORECAST_DAYS()):
        for row in rows:
            if row.booked.all.count:
                first = max(row.month.first_day, kst_date(at.now))
                coming = w.FORECAST_OF(month=month_name(row.month), n=count(row.booked.all.count))
                st.page_link(UPCOMING, label=coming, query_params={DAY: str(first)})


def _forecast_table(rows: Sequence[ForecastMonth], at: AsOf) -> None:
    tables.number_table(
        {
            w.MONTH(): [_named(row, at) for row in rows],
            w.FORECAST_COUNT(): [row.booked.all.count for row in rows],
            w.FORECAST_RENEWALS(): [row.booked.renewals.won for row in rows],
            w.FORECAST_RETRIES(): [row.booked.retries.won for row in rows],
            w.FORECAST_BOOKED(): [row.booked.all.won for row in rows],
            w.FORECAST_EXPECTED(): [row.expected_won for row in rows],
        },
        money=(
            w.FORECAST_RENEWALS(),
            w.FORECAST_RETRIES(),
            w.FORECAST_BOOKED(),
            w.FORECAST_EXPECTED(),
        ),
        about=w.FORECAST_TITLE(),
    )


def _named(row: ForecastMonth, at: AsOf) -> str:
    name = month_name(row.month)
    return w.REST_OF_MONTH(month=name) if at.now in row.month else name


def _basis(rates: SuccessRates) -> str:
    return w.FORECAST_BASIS(
        first=month_name(rates.first),
        last=month_name(rates.last),
        renewals=shown_numbers.percent(rates.renewals.ratio),
        part=count(rates.renewals.part),
        whole=count(rates.renewals.whole),
        retries=shown_numbers.percent(rates.retries.ratio),
        retry_part=count(rates.retries.part),
        retry_whole=count(rates.retries.whole),
    )
