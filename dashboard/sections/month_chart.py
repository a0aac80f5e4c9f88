"""Month by month: paid and cancelled first, then growth, revenue and the table of it all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.typing import PlotlyState

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.overview import MonthRow
from dashboard.parts.charts import QUIET, gains_and_losses, two_panels
from dashboard.parts.formatting import month_name
from dashboard.parts.heading import empty, section
from dashboard.parts.month_span import span_picker
from dashboard.sections.month_people import open_month
from dashboard.words import tables as t
from dashboard.words import today as w

SPAN = "today_span"
_OPENED = "today_opened"  # how often a bar was clicked: a new chart forgets its selection


def month_chart(rows: Sequence[MonthRow], at: AsOf) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section(w.CHART_TITLE())
        span_picker(SPAN)
    if not rows:
        empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
        return
    figure = two_panels(
        [row.month for row in rows],
        (w.PAID_MEMBERS(), [row.paid_members for row in rows]),
        (w.CANCEL_REQUESTED(), [row.cancel_requested for row in rows]),
        running=_running(rows, at),
        height=372,
    )
    key = f"today_chart_{st.session_state.get(_OPENED, 0)}"
    st.plotly_chart(
        figure,
        key=key,
        on_select=lambda: _clicked(st.session_state[key]),
        selection_mode="points",
        config=QUIET,
        alt=w.CHART_ALT(),
    )
    st.caption(w.CHART_HINT())


def _clicked(state: PlotlyState) -> None:
    points = state.selection.points
    if points:
        st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        open_month(str(points[0]["x"]))


def growth_and_revenue(rows: Sequence[MonthRow], at: AsOf) -> None:
    months, running = [row.month for row in rows], _running(rows, at)
    left, right = st.columns(2, gap="medium")
    with left:
        section(w.GROWTH_TITLE(), w.GROWTH_HELP())
        figure = gains_and_losses(
            months,
            (w.GAINED(), [row.new + row.returning for row in rows]),
            (w.LOST(), [row.churned for row in rows]),
            running=running,
            money=False,
            height=280,
        )
        st.plotly_chart(figure, key="today_growth", config=QUIET, alt=w.GROWTH_TITLE())
    with right:
        section(w.REVENUE_TITLE(), w.REVENUE_HELP())
        figure = gains_and_losses(
            months,
            (w.PAID_WON(), [row.paid_won for row in rows]),
            (w.REFUNDED_WON(), [row.refunded_won for row in rows]),
            running=running,
            money=True,
            height=280,
        )
        st.plotly_chart(figure, key="today_revenue", config=QUIET, alt=w.REVENUE_TITLE())


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
        name: st.column_config.NumberColumn(format=t.WON_FORMAT() if name in money else "%,d")
        for name in frame.columns[1:]
    }
    st.dataframe(frame, hide_index=True, column_config=config, alt=w.TABLE_TITLE())


def _named(row: MonthRow) -> str:
    return (
        f"{month_name(row.month)} ({w.PROVISIONAL()})" if row.provisional else month_name(row.month)
    )


def _running(rows: Sequence[MonthRow], at: AsOf) -> int:
    """How many of the last months are not over yet."""
    return sum(at.now < row.month.end for row in rows)
