"""MRR: month by month with what is about to leave it, and one month's movement step by step."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.mrr import CONFIRMED_MRR, MRR
from billing_core.analytics.mrr_waterfall import MRR_MOVEMENT, MrrStep, MrrWaterfall
from billing_core.rules.calendar import Month
from dashboard.parts.charts import QUIET
from dashboard.parts.formatting import won
from dashboard.parts.heading import empty, section
from dashboard.parts.language import Words
from dashboard.parts.number_words import label_of, meaning_of
from dashboard.parts.stacked_charts import Layer, Step, stacked, waterfall
from dashboard.parts.tones import Tone
from dashboard.sections.provisional import marked, provisional_months, provisional_note
from dashboard.words import analysis as w
from dashboard.words import today


def mrr_movement(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    section(w.MRR_TITLE(), meaning_of(MRR))
    if not any(row.start or row.end for row in rows):
        empty(w.NO_MRR(), w.NO_MRR_NEXT())
        return
    _by_month(rows, at)
    _one_month(rows, at)


def _by_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    months = [row.month for row in rows]
    layers = [
        Layer(
            today.CONFIRMED_MRR_NOW(),
            meaning_of(CONFIRMED_MRR),
            Tone.PAID,
            [row.confirmed for row in rows],
        ),
        Layer(
            w.MRR_ASKED(),
            w.MRR_ASKED_MEANING(),
            Tone.CANCELLED,
            [row.end - row.confirmed for row in rows],
        ),
    ]
    figure = stacked(
        months, layers, provisional=provisional_months(months, at), written=won, money=True
    )
    st.plotly_chart(figure, key="analysis_mrr", config=QUIET, alt=w.MRR_TITLE())
    provisional_note(at)


def _one_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    by_month = {str(row.month): row for row in rows}
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        chosen = st.selectbox(
            w.MONTH(),
            list(reversed(by_month)),
            key="analysis_mrr_month",
            format_func=lambda each: marked(Month.parse(each), at),
            placeholder=w.MONTH(),
            filter_mode=None,
            label_visibility="collapsed",
            width=200,
        )
    row = by_month[str(chosen)]
    with title:
        section(w.WATERFALL_TITLE(month=marked(row.month, at)), meaning_of(MRR_MOVEMENT))
    end = w.SO_FAR() if at.now < row.month.end else w.END()
    figure = waterfall(
        Step(w.START(), meaning_of(MRR), row.start),
        [Step(_label(step), meaning_of(MRR_MOVEMENT), row.steps[step]) for step in MrrStep],
        Step(end, meaning_of(MRR), row.end),
    )
    st.plotly_chart(figure, key="analysis_waterfall", config=QUIET, alt=w.WATERFALL_ALT())
    st.caption(f"{label_of(MRR_MOVEMENT)}: {meaning_of(MRR_MOVEMENT)} {w.WITH_VAT()}")


def _label(step: MrrStep) -> str:
    return Words(step.label.ko, step.label.en)()
