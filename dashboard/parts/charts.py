"""Plotly charts in the theme's colours. Traces take them in the theme's order: paid is blue,
cancelled coral; a pattern or a label says the same without colour."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from billing_core.rules.calendar import Month
from dashboard.parts.formatting import month_name, short_won
from dashboard.parts.language import Language, language

QUIET = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}
_HATCHED, _PLAIN = "/", ""


def month_ticks(months: Sequence[Month]) -> list[str]:
    """`11월`, with the year under the first and under every January."""
    return [
        f"{_short(month)}<br>{month.year}" if at == 0 or month.month == 1 else _short(month)
        for at, month in enumerate(months)
    ]


def _short(month: Month) -> str:
    if language() is Language.ENGLISH:
        return f"{month.first_day:%b}"
    return f"{month.month}월"


def _bars(
    months: Sequence[Month], values: Sequence[int], name: str, texts: Sequence[str], running: int
) -> go.Bar:
    """`running`: how many of the last months are not over; they are hatched."""
    over = len(months) - running
    return go.Bar(
        x=[str(month) for month in months],
        y=list(values),
        name=name,
        text=list(texts) if len(months) <= 26 else None,
        textposition="outside",
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        customdata=[month_name(month) for month in months],
        hovertext=list(texts),
        hovertemplate="%{customdata}<br>%{fullData.name} <b>%{hovertext}</b><extra></extra>",
        marker_pattern_shape=[_PLAIN] * over + [_HATCHED] * running,
        marker_pattern_fillmode="replace",
        marker_cornerradius=3,
    )


def lay_out_months(figure: go.Figure, months: Sequence[Month], height: int) -> go.Figure:
    """One row of months below, the legend above, and nothing that moves when touched."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 26, "b": 8},
        bargap=0.28,
        hovermode="closest",
        dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        type="category",
        tickmode="array",
        tickvals=[str(month) for month in months],
        ticktext=month_ticks(months),
        tickangle=0,
        fixedrange=True,
        showgrid=False,
    )
    figure.update_yaxes(fixedrange=True, showgrid=True, zeroline=False)
    return figure


def two_panels(
    months: Sequence[Month],
    above: tuple[str, Sequence[int]],
    below: tuple[str, Sequence[int]],
    *,
    running: int,
    height: int,
) -> go.Figure:
    """Two counts of people on one row of months, each on a scale of its own."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.64, 0.36])
    for row, (name, values) in enumerate((above, below), start=1):
        texts = [f"{value:,}" for value in values]
        figure.add_trace(_bars(months, values, name, texts, running), row=row, col=1)
        highest = max(*values, 1)
        steps = round_steps(highest)
        figure.update_yaxes(
            range=[0, highest * 1.22],  # room for the number above the highest bar
            tickvals=steps,
            ticktext=[f"{step:,}" for step in steps],
            row=row,
            col=1,
        )
    return lay_out_months(figure, months, height)


def gains_and_losses(
    months: Sequence[Month],
    gained: tuple[str, Sequence[int]],
    lost: tuple[str, Sequence[int]],
    *,
    running: int,
    money: bool,
    height: int,
) -> go.Figure:
    """What came in above the line and what went out below it."""
    figure = go.Figure()
    written = short_won if money else (lambda value: f"{value:,}")
    for sign, (name, values) in ((1, gained), (-1, lost)):
        texts = [written(value) if value else "" for value in values]
        bars = _bars(months, [sign * value for value in values], name, texts, running)
        figure.add_trace(bars)
    figure.update_layout(barmode="relative")
    lay_out_months(figure, months, height)
    if money:
        figure.update_traces(text=None)  # too long for a bar; it is shown when pointed at
    steps = round_steps(max(*gained[1], *lost[1], 1))
    below = [-step for step in steps[1:] if step <= max(lost[1])]
    figure.update_yaxes(
        rangemode="normal",
        zeroline=True,
        tickvals=below + steps,
        ticktext=[written(abs(step)) for step in below + steps],
    )
    return figure


def round_steps(peak: int) -> list[int]:
    """From zero to just below or at `peak` in a few round steps: 1, 2 or 5 times a power of ten."""
    units = (unit * 10**power for power in range(18) for unit in (1, 2, 5))
    step = next(unit for unit in units if unit * 4 >= peak)
    return list(range(0, peak + 1, step))
