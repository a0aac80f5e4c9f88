"""Who left, by kind: they asked, their card failed, or we lost them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.churn import (
    CHURNED_INVOLUNTARY,
    CHURNED_SYSTEM,
    CHURNED_VOLUNTARY,
)
from billing_core.analytics.membership import Movement
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind
from dashboard.parts.charts import QUIET
from dashboard.parts.formatting import people
from dashboard.parts.heading import empty, section
from dashboard.parts.number_table import Cells, number_table
from dashboard.parts.number_words import label_of, meaning_of
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.sections.provisional import marked, provisional_months, provisional_note
from dashboard.words import analysis as w
from dashboard.words.states import END_TONES

_KINDS = {
    EndKind.VOLUNTARY: CHURNED_VOLUNTARY,
    EndKind.INVOLUNTARY: CHURNED_INVOLUNTARY,
    EndKind.SYSTEM: CHURNED_SYSTEM,
}


def churn_by_kind(moved: Mapping[Month, Movement], at: AsOf) -> None:
    months = list(moved)
    section(w.CHURN_TITLE())
    if not any(each.churned for each in moved.values()):
        empty(w.NO_CHURN(), w.NO_CHURN_NEXT())
        return
    layers = [
        Layer(label_of(number), meaning_of(number), END_TONES[kind], _of_kind(moved, kind))
        for kind, number in _KINDS.items()
    ]
    figure = stacked(
        months, layers, provisional=provisional_months(months, at), written=people, height=340
    )
    st.plotly_chart(figure, key="analysis_churn", config=QUIET, alt=w.CHURN_TITLE())
    provisional_note(at)
    _table(moved, at)


def _of_kind(moved: Mapping[Month, Movement], kind: EndKind) -> Sequence[int]:
    return [
        {
            EndKind.VOLUNTARY: each.voluntary,
            EndKind.INVOLUNTARY: each.involuntary,
            EndKind.SYSTEM: each.system,
        }[kind]
        for each in moved.values()
    ]


def _table(moved: Mapping[Month, Movement], at: AsOf) -> None:
    section(w.CHURN_TABLE())
    newest_first = sorted(moved.items(), reverse=True)
    columns: dict[str, Cells] = {
        w.MONTH(): [marked(month, at) for month, _ in newest_first],
        w.ACTIVE_AT_START(): [each.start for _, each in newest_first],
        **{
            label_of(number): list(reversed(_of_kind(moved, kind)))
            for kind, number in _KINDS.items()
        },
        w.CHURN_RATE(): [each.churn_rate for _, each in newest_first],
    }
    number_table(columns, shares=(w.CHURN_RATE(),), about=w.CHURN_TABLE())
