"""What is booked from now on, and how much of it is likely to come in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.forecast import FORECAST_WON, Forecast, ForecastMonth, SuccessRates
from dashboard.parts.charts import QUIET, in_won
from dashboard.parts.formatting import count, month_name
from dashboard.parts.heading import empty, section
from dashboard.parts.number_table import number_table
from dashboard.parts.number_words import meaning_of, percent
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.parts.tones import Tone
from dashboard.words import analysis as w


def forecast_months(found: Forecast, at: AsOf) -> None:
    section(w.FORECAST_TITLE(), meaning_of(FORECAST_WON))
    if not any(month.booked.all.count for month in found.months):
        empty(w.NO_BOOKINGS(), w.NO_BOOKINGS_NEXT())
        return
    st.caption(w.FORECAST_CARE())
    _chart(found.months)
    _table(found.months, at)
    st.caption(_basis(found.rates))


def _chart(rows: Sequence[ForecastMonth]) -> None:
    expected = [row.expected_won or 0 for row in rows]
    booked = [row.booked.all.won for row in rows]
    layers = [
        Layer(
            name=w.FORECAST_EXPECTED(),
            values=expected,
            meaning=meaning_of(FORECAST_WON),
            written=in_won,
            tone=Tone.PAID,
        ),
        Layer(
            name=w.FORECAST_REST(),
            values=[all_of - part for all_of, part in zip(booked, expected, strict=True)],
            meaning=w.FORECAST_REST_MEANING(),
            written=in_won,
            tone=Tone.UNKNOWN,
        ),
    ]
    months = [row.month for row in rows]
    figure = stacked(months, layers, provisional=0, money=True, height=280)
    st.plotly_chart(figure, key="analysis_forecast", config=QUIET, alt=w.FORECAST_TITLE())


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
