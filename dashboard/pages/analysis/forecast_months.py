"""The revenue forecast: what is booked from now on, and how much is likely to come in."""

from collections.abc import Sequence

import streamlit as st

from billing_core.numbers.forecast import FORECAST_WON, Forecast, ForecastMonth, SuccessRates
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import kst_date
from dashboard.pages.analysis import words as w
from dashboard.parts import address
from dashboard.parts.chart_links import links_below
from dashboard.parts.chart_words import in_won
from dashboard.parts.coming_calendar import DAY
from dashboard.parts.drawing import draw_chart
from dashboard.parts.language import Words, count, month_name
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.shown_numbers import meaning_of, percent
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.parts.tables import number_table

UPCOMING = address.page_file("upcoming")


def forecast_months(found: Forecast, at: AsOf) -> None:
    section(w.FORECAST_TITLE(), meaning_of(FORECAST_WON))
    if not any(month.booked.all.count for month in found.months):
        empty(w.NO_BOOKINGS(), w.NO_BOOKINGS_NEXT())
        return
    st.caption(w.FORECAST_CARE())
    _chart(found.months)
    _days_below(found.months, at)
    _table(found.months, at)
    st.caption(_basis(found.rates))


def _chart(rows: Sequence[ForecastMonth]) -> None:
    booked = [row.booked.all.won for row in rows]
    expected = [row.expected_won for row in rows if row.expected_won is not None]
    if len(expected) < len(rows):  # no settled month to take a rate from: only what is booked
        layers = [_layer(w.FORECAST_BOOKED, booked, w.FORECAST_BOOKED_MEANING(), Tone.PAID)]
    else:
        rest = [all_of - part for all_of, part in zip(booked, expected, strict=True)]
        layers = [
            _layer(w.FORECAST_EXPECTED, expected, meaning_of(FORECAST_WON), Tone.PAID),
            _layer(w.FORECAST_REST, rest, w.FORECAST_REST_MEANING(), Tone.UNKNOWN),
        ]
    months = [row.month for row in rows]
    figure = stacked(months, layers, provisional=0, money=True, height=280)
    draw_chart(figure, key="analysis_forecast", alt=w.FORECAST_TITLE())


def _layer(name: Words, values: Sequence[int], meaning: str, tone: Tone) -> Layer:
    return Layer(name=name(), values=values, meaning=meaning, written=in_won, tone=tone)


def _days_below(rows: Sequence[ForecastMonth], at: AsOf) -> None:
    """Links to 예정, where the charges themselves are, day by day."""
    with links_below("forecast", w.FORECAST_DAYS()):
        for row in rows:
            if row.booked.all.count:
                first = max(row.month.first_day, kst_date(at.now))
                coming = w.FORECAST_OF(month=month_name(row.month), n=count(row.booked.all.count))
                st.page_link(UPCOMING, label=coming, query_params={DAY: str(first)})


def _table(rows: Sequence[ForecastMonth], at: AsOf) -> None:
    number_table(
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
        renewals=percent(rates.renewals.ratio),
        part=count(rates.renewals.part),
        whole=count(rates.renewals.whole),
        retries=percent(rates.retries.ratio),
        retry_part=count(rates.retries.part),
        retry_whole=count(rates.retries.whole),
    )
