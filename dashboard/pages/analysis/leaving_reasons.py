"""Why members asked to stop: one month's reasons as bars, every month in a table, each with its people."""

from collections.abc import Mapping

import plotly.graph_objects as go

from billing_core.numbers.cancel_reasons import CANCEL_REASON_PARTS, REASONS, Reasons
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from dashboard.pages.analysis import words as w
from dashboard.parts import chart_links
from dashboard.parts.chart_months import marked
from dashboard.parts.codes_said import cancel_reason_label
from dashboard.parts.language import people
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.shown_numbers import NumberOf, label_of
from dashboard.parts.tables import Cells, number_table

_BAR_PIXELS, _AROUND_THE_BARS = 34, 24


def leaving_reasons(by_month: Mapping[Month, Reasons], at: AsOf) -> None:
    section(w.REASONS_TITLE())
    if not any(each.total() for each in by_month.values()):
        empty(w.NO_REASONS(), w.NO_REASONS_NEXT())
        return
    with chart_links.links_below("reasons"):
        month = chart_links.month_picker(
            "analysis_reasons_month", list(by_month), lambda each: marked(each, at)
        )
        asked = by_month[month]
        whole = NumberOf(CANCEL_REQUESTED.code, month)
        chart_links.link_each(
            [
                (label_of(CANCEL_REQUESTED), people(asked.total()), whole),
                *(_link(month, reason, asked[reason]) for reason in _most_first(asked)),
            ]
        )
    if asked.total():
        chart_links.opening_chart(
            _bars(month, asked), key="analysis_reasons", alt=w.REASONS_TITLE()
        )
    _table(by_month, at)


def _most_first(asked: Reasons) -> list[CancelReason | None]:
    """Only what somebody said; whoever said nothing comes last."""
    said = [reason for reason in REASONS if asked[reason]]
    return sorted(said, key=lambda reason: (reason is None, -asked[reason]))


def _link(month: Month, reason: CancelReason | None, members: int) -> tuple[str, str, NumberOf]:
    number = NumberOf(CANCEL_REASON_PARTS[reason].code, month)
    return cancel_reason_label(reason), people(members), number


def _bars(month: Month, asked: Reasons) -> go.Figure:
    """Lying bars: the reasons are too long to stand below standing ones."""
    shown = _most_first(asked)[::-1]
    values = [asked[reason] for reason in shown]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[cancel_reason_label(reason) for reason in shown],
            orientation="h",
            text=[f"<b>{people(value)}</b>" for value in values],
            textposition="outside",
            cliponaxis=False,
            customdata=[
                chart_links.opens(NumberOf(CANCEL_REASON_PARTS[reason].code, month))
                for reason in shown
            ],
            hovertemplate="%{y} <b>%{x}</b><extra></extra>",
            marker_color=[
                (Tone.CANCELLED if reason else Tone.UNKNOWN).in_charts for reason in shown
            ],
            selected_marker_opacity=1.0,
        )
    )
    figure.update_layout(
        height=_BAR_PIXELS * len(shown) + _AROUND_THE_BARS,
        margin={"l": 8, "r": 44, "t": 8, "b": 8},
        dragmode=False,
        showlegend=False,
    )
    figure.update_xaxes(fixedrange=True, visible=False, range=[0, max(values) * 1.1])
    figure.update_yaxes(fixedrange=True, automargin=True)
    return figure


def _table(by_month: Mapping[Month, Reasons], at: AsOf) -> None:
    section(w.REASONS_TABLE())
    newest_first = sorted(by_month.items(), reverse=True)
    columns: dict[str, Cells] = {
        w.MONTH(): [marked(month, at) for month, _ in newest_first],
        label_of(CANCEL_REQUESTED): [each.total() for _, each in newest_first],
        **{
            cancel_reason_label(reason): [each[reason] for _, each in newest_first]
            for reason in REASONS
        },
    }
    number_table(columns, about=w.REASONS_TABLE())
