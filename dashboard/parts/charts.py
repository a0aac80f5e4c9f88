"""Plotly charts in the theme's colours. Traces take them in the theme's order: paid is blue,
cancelled coral; a pattern or a label says the same without colour."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from billing_core.rules.calendar import Month
from dashboard.parts.chart_words import Series, month_ticks, tooltips
from dashboard.parts.language import short_won

_HATCHED, _PLAIN = "/", ""
_LABELLED_MONTHS = 26
LABEL_PIXELS = 12


def _bars(
    months: Sequence[Month],
    series: Series,
    labels: Sequence[str] | None,
    *,
    running: int,
    provisional: int,
    sign: int = 1,
) -> go.Bar:
    """`running`: how many of the last months are not over; they are hatched."""
    over = len(months) - running
    return go.Bar(
        x=[str(month) for month in months],
        y=[sign * value for value in series.values],
        name=series.name,
        text=labels if len(months) <= _LABELLED_MONTHS else None,
        textposition="outside",
        textangle=0,
        textfont_size=LABEL_PIXELS,
        constraintext="none",
        cliponaxis=False,
        customdata=[[series.code, str(month), ""] for month in months],
        hovertext=tooltips(series, months, provisional),
        hovertemplate="%{hovertext}<extra></extra>",
        marker_pattern_shape=[_PLAIN] * over + [_HATCHED] * running,
        marker_pattern_fillmode="replace",
        marker_cornerradius=3,
    )


def lay_out_months(
    figure: go.Figure, months: Sequence[Month], height: int, provisional: int = 0
) -> go.Figure:
    """The layout by months: one row of them below, the legend above, nothing that moves."""
    ticks = month_ticks(months, provisional)
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 44, "b": 46},  # room for the legend and two lines
        bargap=0.28,
        hovermode="closest",
        dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        type="category",
        tickmode="array",
        categoryorder="array",
        categoryarray=[str(month) for month in months],
        tickvals=list(ticks),
        ticktext=list(ticks.values()),
        tickangle=0,
        tickfont_size=11,  # thirteen months stand side by side on a phone
        fixedrange=True,
        showgrid=False,
    )
    figure.update_yaxes(fixedrange=True, showgrid=True, zeroline=False)
    return figure


def two_panels(
    months: Sequence[Month],
    above: Series,
    below: Series,
    *,
    running: int,
    height: int,
    provisional: int = 0,
) -> go.Figure:
    """Two counts of people on one row of months, each on a scale of its own."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.64, 0.36])
    for row, series in enumerate((above, below), start=1):
        labels = [f"{value:,}" for value in series.values]
        bars = _bars(months, series, labels, running=running, provisional=provisional)
        figure.add_trace(bars, row=row, col=1)
        highest = max(*series.values, 1)
        steps = round_steps(highest)
        figure.update_yaxes(
            range=[0, highest * 1.22],  # room for the number above the highest bar
            tickvals=steps,
            ticktext=[f"{step:,}" for step in steps],
            row=row,
            col=1,
        )
    return lay_out_months(figure, months, height, provisional)


def gains_and_losses(
    months: Sequence[Month],
    gained: Series,
    lost: Series,
    *,
    running: int,
    money: bool,
    height: int,
    provisional: int = 0,
) -> go.Figure:
    """Diverging bars: what came in above the line and what went out below it."""
    figure = go.Figure()
    for sign, series in ((1, gained), (-1, lost)):
        # Money is too long for a bar; it is shown when pointed at.
        labels = None if money else [f"{value:,}" if value else "" for value in series.values]
        bars = _bars(months, series, labels, running=running, provisional=provisional, sign=sign)
        figure.add_trace(bars)
    figure.update_layout(barmode="relative")
    lay_out_months(figure, months, height, provisional)
    steps = round_steps(max(*gained.values, *lost.values, 1))
    below = [-step for step in steps[1:] if step <= max(lost.values)]
    on_axis = short_won if money else "{:,}".format
    figure.update_yaxes(
        rangemode="normal",
        zeroline=True,
        tickvals=below + steps,
        ticktext=[on_axis(abs(step)) for step in below + steps],
    )
    return figure


def round_steps(peak: int) -> list[int]:
    """From zero to just below or at `peak` in a few round steps: 1, 2 or 5 times a power of ten."""
    units = (unit * 10**power for power in range(18) for unit in (1, 2, 5))
    step = next(unit for unit in units if unit * 4 >= peak)
    return list(range(0, peak + 1, step))
