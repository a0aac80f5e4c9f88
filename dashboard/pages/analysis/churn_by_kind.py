"""Churn by kind, voluntary, involuntary or ours: they asked, their card failed, or we lost them."""

from collections.abc import Mapping, Sequence

from billing_core.numbers import churn
from billing_core.numbers.membership import Movement
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind
from dashboard.pages.analysis import words as w
from dashboard.parts import chart_months
from dashboard.parts.chart_links import link_each, links_below, month_picker, opening_chart
from dashboard.parts.language import people
from dashboard.parts.markup import empty, section
from dashboard.parts.shown_numbers import NumberOf, label_of, meaning_of, percent
from dashboard.parts.stacked_charts import Layer, stacked
from dashboard.parts.tables import Cells, number_table
from dashboard.parts.words.states import END_TONES

SoFar = tuple[Movement, Movement]
_KINDS = {
    EndKind.VOLUNTARY: churn.CHURNED_VOLUNTARY,
    EndKind.INVOLUNTARY: churn.CHURNED_INVOLUNTARY,
    EndKind.SYSTEM: churn.CHURNED_SYSTEM,
}


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
    _table(moved, at)


def _chart(moved: Mapping[Month, Movement], so_far: SoFar, at: AsOf) -> None:
    months = list(moved)
    layers = [
        Layer(
            name=label_of(number),
            values=[_of_kind(each, kind) for each in moved.values()],
            meaning=meaning_of(number),
            written=people,
            code=number.code,
            tone=END_TONES[kind],
        )
        for kind, number in _KINDS.items()
    ]
    figure = stacked(
        months, layers, provisional=chart_months.provisional_months(months, at), height=340
    )
    opening_chart(figure, key="analysis_churn", alt=w.CHURN_TITLE())
    chart_months.provisional_note(at)
    if Month.of(at.now) in moved:
        now, then = (people(each.churned) for each in so_far)
        chart_months.same_days_note(label_of(churn.CHURNED), now, then)
    with links_below("churn"):
        month = month_picker(
            "analysis_churn_month", months, lambda each: chart_months.marked(each, at)
        )
        link_each(_links(month, moved[month]))


def _links(month: Month, moved: Movement) -> Sequence[tuple[str, str, NumberOf]]:
    kinds = [
        (label_of(number), people(_of_kind(moved, kind)), NumberOf(number.code, month))
        for kind, number in _KINDS.items()
    ]
    rate = (
        label_of(churn.CHURN_RATE),
        percent(moved.churn_rate),
        NumberOf(churn.CHURN_RATE.code, month),
    )
    return [*kinds, rate]


def _of_kind(moved: Movement, kind: EndKind) -> int:
    return {
        EndKind.VOLUNTARY: moved.voluntary,
        EndKind.INVOLUNTARY: moved.involuntary,
        EndKind.SYSTEM: moved.system,
    }[kind]


def _table(moved: Mapping[Month, Movement], at: AsOf) -> None:
    section(w.CHURN_TABLE())
    newest_first = sorted(moved.items(), reverse=True)
    columns: dict[str, Cells] = {
        w.MONTH(): [chart_months.marked(month, at) for month, _ in newest_first],
        w.ACTIVE_AT_START(): [each.start for _, each in newest_first],
        **{
            label_of(number): [_of_kind(each, kind) for _, each in newest_first]
            for kind, number in _KINDS.items()
        },
        w.CHURN_RATE(): [each.churn_rate for _, each in newest_first],
    }
    number_table(columns, shares=(w.CHURN_RATE(),), about=w.CHURN_TABLE())
