"""The charts by month: paid and cancelled first, then growth, revenue and the table of it all."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.typing import PlotlyState

from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.churn import CHURNED
from billing_core.numbers.metric import Metric, Unit
from billing_core.numbers.overview import MonthRow
from billing_core.numbers.paid_members import PAID_MEMBERS
from billing_core.numbers.revenue import NET_REVENUE, PAID_AMOUNT, REFUNDED_AMOUNT
from billing_core.roll_ups.as_of import AsOf
from dashboard.pages.today import words as w
from dashboard.pages.today.month_numbers import open_month
from dashboard.parts import chart_links, chart_months, shown_numbers, tables
from dashboard.parts.chart_words import Series, in_won
from dashboard.parts.charts import gains_and_losses, two_panels
from dashboard.parts.drawing import draw_clickable
from dashboard.parts.language import month_name, people, short_won
from dashboard.parts.markup import empty, section
from dashboard.parts.words import today as today_words

SPAN = "today_span"
_OPENED = "today_opened"  # how often a bar was clicked: a new chart forgets its selection


def month_chart(rows: Sequence[MonthRow], at: AsOf) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section(w.CHART_TITLE())
        chart_months.span_picker(SPAN)
    if not rows:
        empty(w.NO_MONTHS(), today_words.NO_MONTHS_NEXT())
        return
    months = [row.month for row in rows]
    figure = two_panels(
        months,
        _series(PAID_MEMBERS, [row.paid_members for row in rows]),
        _series(CANCEL_REQUESTED, [row.cancel_requested for row in rows]),
        running=_running(rows, at),
        provisional=_provisional(rows),
        height=384,
    )
    _people_chart(figure, "today_chart", w.CHART_ALT())
    st.caption(w.CHART_HINT(days=at.grace_days))
    with chart_links.links_below("today"):
        month = chart_links.month_picker(
            "today_month", months, lambda each: chart_months.marked(each, at), w.CHART_TITLE()
        )
        st.button(w.OPEN_PEOPLE(), key="today_open", on_click=open_month, args=(str(month),))


def _people_chart(figure: Any, name: str, alt: str) -> None:
    """A click on a bar opens everybody of its month."""
    key = f"{name}_{st.session_state.get(_OPENED, 0)}"
    draw_clickable(figure, key=key, alt=alt, clicked=_clicked)


def _clicked(state: PlotlyState) -> None:
    points = state.selection.points
    if points:
        st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        open_month(str(points[0]["x"]))


def _series(metric: Metric[Any], values: Sequence[int]) -> Series:
    written = in_won if metric.unit is Unit.WON else people
    return Series(
        shown_numbers.label_of(metric),
        values,
        shown_numbers.meaning_of(metric),
        written,
        metric.code,
    )


def growth_and_revenue(rows: Sequence[MonthRow], at: AsOf) -> None:
    months, running, open_still = (
        [row.month for row in rows],
        _running(rows, at),
        _provisional(rows),
    )
    gained = [row.new + row.returning for row in rows]
    left, right = st.columns(2, gap="medium")
    with left:
        section(w.GROWTH_TITLE(), w.GROWTH_HELP())
        figure = gains_and_losses(
            months,
            Series(w.GAINED(), gained, w.GAINED_MEANING(), people),
            _series(CHURNED, [row.churned for row in rows]),
            running=running,
            provisional=open_still,
            money=False,
            height=290,
        )
        _people_chart(figure, "today_growth", w.GROWTH_TITLE())
    with right:
        section(w.REVENUE_TITLE(), w.REVENUE_HELP())
        figure = gains_and_losses(
            months,
            _series(PAID_AMOUNT, [row.paid_won for row in rows]),
            _series(REFUNDED_AMOUNT, [row.refunded_won for row in rows]),
            running=running,
            provisional=open_still,
            money=True,
            height=290,
        )
        chart_links.opening_chart(figure, key="today_revenue", alt=w.REVENUE_TITLE())
        with chart_links.links_below("revenue"):
            month = chart_links.month_picker(
                "today_revenue_month",
                months,
                lambda each: chart_months.marked(each, at),
                w.REVENUE_TITLE(),
            )
            chart_links.link_each(_money_of(rows[months.index(month)]))


def _money_of(row: MonthRow) -> Sequence[tuple[str, str, shown_numbers.NumberOf]]:
    amounts = {
        PAID_AMOUNT: row.paid_won,
        REFUNDED_AMOUNT: row.refunded_won,
        NET_REVENUE: row.net_won,
    }
    return [
        (
            shown_numbers.label_of(metric),
            short_won(amount),
            shown_numbers.NumberOf(metric.code, row.month),
        )
        for metric, amount in amounts.items()
    ]


def month_table(rows: Sequence[MonthRow]) -> None:
    section(w.TABLE_TITLE())
    newest_first = list(reversed(rows))
    frame = pd.DataFrame(
        {
            w.MONTH(): [_named(row) for row in newest_first],
            w.PAID_MEMBERS(): [row.paid_members for row in newest_first],
            w.CANCEL_REQUESTED(): [row.cancel_requested for row in newest_first],
            w.NEW(): [row.new for row in newest_first],
            w.RETURNING(): [row.returning for row in newest_first],
            w.LOST(): [row.churned for row in newest_first],
            w.ACTIVE(): [row.members_at_end for row in newest_first],
            w.PAID_WON(): [row.paid_won for row in newest_first],
            w.REFUNDED_WON(): [row.refunded_won for row in newest_first],
            w.NET(): [row.net_won for row in newest_first],
        }
    )
    money = (w.PAID_WON(), w.REFUNDED_WON(), w.NET())
    config = {
        name: st.column_config.NumberColumn(format=tables.won_format() if name in money else "%,d")
        for name in frame.columns[1:]
    }
    st.dataframe(
        tables.table_in_won(frame, money),
        hide_index=True,
        column_config=config,
        alt=w.TABLE_TITLE(),
    )


def _named(row: MonthRow) -> str:
    return (
        f"{month_name(row.month)} ({w.PROVISIONAL()})" if row.provisional else month_name(row.month)
    )


def _running(rows: Sequence[MonthRow], at: AsOf) -> int:
    """How many of the last months are not over yet."""
    return sum(at.now < row.month.end for row in rows)


def _provisional(rows: Sequence[MonthRow]) -> int:
    """How many of the last months may still change."""
    return sum(row.provisional for row in rows)
