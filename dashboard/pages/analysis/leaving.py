"""Why members leave: churn by kind, as they asked, their card failed or we lost them; and one
month's reasons as bars, every month in a table, each with its people.
"""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from billing_core.numbers import churn
from billing_core.numbers.cancel_reasons import CANCEL_REASON_PARTS, REASONS, Reasons
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.membership import Movement
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.subscription import EndKind
from dashboard.pages.analysis import words as w
from dashboard.parts import chart_links, chart_months, codes_said, shown_numbers, tables
from dashboard.parts.language import people
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.parts.words.states import END_TONES

SoFar = tuple[Movement, Movement]
_KINDS = {
    EndKind.VOLUNTARY: churn.CHURNED_VOLUNTARY,
    EndKind.INVOLUNTARY: churn.CHURNED_INVOLUNTARY,
    EndKind.SYSTEM: churn.CHURNED_SYSTEM,
}
_BAR_PIXELS, _AROUND_THE_BARS = 34, 24


def churn_by_kind(moved: Mapping[Month, Movement], so_far: SoFar, at: AsOf) -> None:
    """The chart and table of churn. `so_far`: this month to date, and last month's same days."""
    section(w.CHURN_TITLE())
    if not any(each.start or each.churned for each in moved.values()):
        empty(w.NO_MEMBERS(), w.NO_MEMBERS_NEXT())
        return
    if any(each.churned for each in moved.values()):
        _chart(moved, so_far, at)
    else:
        empty(w.NO_CHURN(), w.NO_CHURN_NEXT())
    _kinds_table(moved, at)


def _chart(moved: Mapping[Month, Movement], so_far: SoFar, at: AsOf) -> None:
    months = list(moved)
    layers = [
        Layer(
            name=shown_numbers.label_of(number),
            values=[_of_kind(each, kind) for each in moved.values()],
            meaning=shown_numbers.meaning_of(number),
            written=people,
            code=number.code,
            tone=END_TONES[kind],
        )
        for kind, number in _KINDS.items()
    ]
    figure = stacked(
        months, layers, provisional=chart_months.provisional_months(months, at), height=340
    )
    chart_links.opening_chart(figure, key="analysis_churn", alt=w.CHURN_TITLE())
    chart_months.provisional_note(at)
    if Month.of(at.now) in moved:
        now, then = (people(each.churned) for each in so_far)
        chart_months.same_days_note(shown_numbers.label_of(churn.CHURNED), now, then)
    with chart_links.links_below("churn"):
        month = chart_links.month_picker(
            "analysis_churn_month", months, lambda each: chart_months.marked(each, at)
        )
        chart_links.link_each(_links(month, moved[month]))


def _links(month: Month, moved: Movement) -> Sequence[tuple[str, str, shown_numbers.NumberOf]]:
    kinds = [
        (
            shown_numbers.label_of(number),
            people(_of_kind(moved, kind)),
            shown_numbers.NumberOf(number.code, month),
        )
        for kind, number in _KINDS.items()
    ]
    rate = (
        shown_numbers.label_of(churn.CHURN_RATE),
        shown_numbers.percent(moved.churn_rate),
        shown_numbers.NumberOf(churn.CHURN_RATE.code, month),
    )
    return [*kinds, rate]


def _of_kind(moved: Movement, kind: EndKind) -> int:
    return {
        EndKind.VOLUNTARY: moved.voluntary,
        EndKind.INVOLUNTARY: moved.involuntary,
        EndKind.SYSTEM: moved.system,
    }[kind]


def _kinds_table(moved: Mapping[Month, Movement], at: AsOf) -> None:
    section(w.CHURN_TABLE())
    newest_first = sorted(moved.items(), reverse=True)
    columns: dict[str, tables.Cells] = {
        w.MONTH(): [chart_months.marked(month, at) for month, _ in newest_first],
        w.ACTIVE_AT_START(): [each.start for _, each in newest_first],
        **{
            shown_numbers.label_of(number): [_of_kind(each, kind) for _, each in newest_first]
            for kind, number in _KINDS.items()
        },
        w.CHURN_RATE(): [each.churn_rate for _, each in newest_first],
    }
    tables.number_table(columns, shares=(w.CHURN_RATE(),), about=w.CHURN_TABLE())


def leaving_reasons(by_month: Mapping[Month, Reasons], at: AsOf) -> None:
    section(w.REASONS_TITLE())
    if not any(each.total() for each in by_month.values()):
        empty(w.NO_REASONS(), w.NO_REASONS_NEXT())
        return
    with chart_links.links_below("reasons"):
        month = chart_links.month_picker(
            "analysis_reasons_month", list(by_month), lambda each: chart_months.marked(each, at)
        )
        asked = by_month[month]
        whole = shown_numbers.NumberOf(CANCEL_REQUESTED.code, month)
        chart_links.link_each(
            [
                (shown_numbers.label_of(CANCEL_REQUESTED), people(asked.total()), whole),
                *(_link(month, reason, asked[reason]) for reason in _most_first(asked)),
            ]
        )
    if asked.total():
        chart_links.opening_chart(
            _bars(month, asked), key="analysis_reasons", alt=w.REASONS_TITLE()
        )
    _reasons_table(by_month, at)


def _most_first(asked: Reasons) -> list[CancelReason | None]:
    """Only what somebody said; whoever said nothing comes last."""
    said = [reason for reason in REASONS if asked[reason]]
    return sorted(said, key=lambda reason: (reason is None, -asked[reason]))


def _link(
    month: Month, reason: CancelReason | None, members: int
) -> tuple[str, str, shown_numbers.NumberOf]:
    number = shown_numbers.NumberOf(CANCEL_REASON_PARTS[reason].code, month)
    return codes_said.cancel_reason_label(reason), people(members), number


def _bars(month: Month, asked: Reasons) -> go.Figure:
    """Lying bars: the reasons are too long to stand below standing ones."""
    shown = _most_first(asked)[::-1]
    values = [asked[reason] for reason in shown]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[codes_said.cancel_reason_label(reason) for reason in shown],
            orientation="h",
            text=[f"<b>{people(value)}</b>" for value in values],
            textposition="outside",
            cliponaxis=False,
            customdata=[
                chart_links.opens(shown_numbers.NumberOf(CANCEL_REASON_PARTS[reason].code, month))
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


def _reasons_table(by_month: Mapping[Month, Reasons], at: AsOf) -> None:
    section(w.REASONS_TABLE())
    newest_first = sorted(by_month.items(), reverse=True)
    columns: dict[str, tables.Cells] = {
        w.MONTH(): [chart_months.marked(month, at) for month, _ in newest_first],
        shown_numbers.label_of(CANCEL_REQUESTED): [each.total() for _, each in newest_first],
        **{
            codes_said.cancel_reason_label(reason): [each[reason] for _, each in newest_first]
            for reason in REASONS
        },
    }
    tables.number_table(columns, about=w.REASONS_TABLE())
