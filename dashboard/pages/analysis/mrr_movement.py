"""MRR month by month with what is about to leave it, and one month's movement as a waterfall."""

from collections.abc import Sequence

import streamlit as st

from billing_core.numbers.mrr import CONFIRMED_MRR, MRR
from billing_core.numbers.mrr_steps import MRR_STEPS
from billing_core.numbers.mrr_waterfall import MRR_MOVEMENT, MrrStep, MrrWaterfall
from billing_core.roll_ups.as_of import AsOf
from dashboard.pages.analysis import words as today
from dashboard.pages.analysis import words as w
from dashboard.parts.chart_links import link_each, links_below, month_picker, opening_chart
from dashboard.parts.chart_months import marked, provisional_months, provisional_note
from dashboard.parts.chart_words import in_won
from dashboard.parts.language import Words, short_won
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.shown_numbers import LEFT_OUT, NumberOf, label_of, meaning_of
from dashboard.parts.stacked_charts import BarStep, Layer, stacked, waterfall
from dashboard.parts.tables import number_table


def mrr_movement(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    section(w.MRR_TITLE(), meaning_of(MRR))
    if not any(row.start or row.end for row in rows):
        empty(w.NO_MRR(), w.NO_MRR_NEXT())
        return
    _by_month(rows, at)
    _one_month(rows, at)
    _table(rows, at)


def _by_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    months = [row.month for row in rows]
    layers = [
        Layer(
            name=today.CONFIRMED_MRR_NOW(),
            values=[row.confirmed for row in rows],
            meaning=meaning_of(CONFIRMED_MRR),
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
            shown=LEFT_OUT,
            tone=Tone.CANCELLED,
        ),
    ]
    figure = stacked(months, layers, provisional=provisional_months(months, at), money=True)
    opening_chart(figure, key="analysis_mrr", alt=w.MRR_TITLE())
    provisional_note(at)


def _one_month(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        months = [row.month for row in rows]
        month = month_picker("analysis_mrr_month", months, lambda each: marked(each, at))
    row = next(row for row in rows if row.month == month)
    with title:
        section(w.WATERFALL_TITLE(month=marked(month, at)), meaning_of(MRR_MOVEMENT))
    start, steps, end = _steps(row, at)
    opening_chart(waterfall(start, steps, end), key="analysis_waterfall", alt=w.WATERFALL_ALT())
    asked = NumberOf(CONFIRMED_MRR.code, month, LEFT_OUT)
    with links_below("mrr"):
        link_each(
            [
                *((step.name, _signed(step.won), step.opens) for step in steps),
                (end.name, short_won(end.won), end.opens),
                (w.MRR_ASKED(), short_won(row.end - row.confirmed), asked),
            ]
        )
    st.caption(f"{label_of(MRR_MOVEMENT)}: {meaning_of(MRR_MOVEMENT)} {w.WITH_VAT()}")


def _steps(row: MrrWaterfall, at: AsOf) -> tuple[BarStep, list[BarStep], BarStep]:
    """The waterfall's bars; the month's start is the end of the month before it."""
    before, month = NumberOf(MRR.code, row.month.plus(-1)), row.month
    end = w.SO_FAR() if at.now < month.end else w.END()
    steps = [
        BarStep(
            Words(step.label.ko, step.label.en)(),
            meaning_of(MRR_STEPS[step]),
            row.steps[step],
            NumberOf(MRR_STEPS[step].code, month),
        )
        for step in MrrStep
    ]
    return (
        BarStep(w.START(), w.START_MEANING(), row.start, before),
        steps,
        BarStep(end, meaning_of(MRR), row.end, NumberOf(MRR.code, month)),
    )


def _signed(amount: int) -> str:
    return f"{'+' if amount > 0 else ''}{short_won(amount)}"


def _table(rows: Sequence[MrrWaterfall], at: AsOf) -> None:
    section(w.MRR_TABLE())
    newest_first = list(reversed(rows))
    # Losses under their own name and without a sign, as in every other table.
    steps = {
        Words(step.label.ko, step.label.en)(): [abs(row.steps[step]) for row in newest_first]
        for step in MrrStep
    }
    number_table(
        {
            w.MONTH(): [marked(row.month, at) for row in newest_first],
            w.START(): [row.start for row in newest_first],
            **steps,
            w.END(): [row.end for row in newest_first],
            today.CONFIRMED_MRR_NOW(): [row.confirmed for row in newest_first],
        },
        money=(w.START(), *steps, w.END(), today.CONFIRMED_MRR_NOW()),
        about=w.MRR_TABLE(),
    )
