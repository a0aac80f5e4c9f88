"""Plotly charts in the theme's colours. Traces take them in the theme's order: paid is blue,
cancelled coral; a pattern or a label says the same without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from billing_core.rules.calendar import Month
from dashboard.parts.formatting import month_name, short_won, won
from dashboard.parts.language import Language, language
from dashboard.words import charts as w

QUIET = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}
_HATCHED, _PLAIN = "/", ""
_TOOLTIP_CHARACTERS = {Language.KOREAN: 38, Language.ENGLISH: 64}  # Korean ones are twice as wide
_LABELLED_MONTHS = 26
_NAMED_MONTHS = 13
LABEL_PIXELS = 12


@dataclass(frozen=True)
class Series:
    """One row of bars. `meaning` is the sentence its tooltip ends with, `code` the number that a
    click opens; `written` puts a value with its unit."""

    name: str
    values: Sequence[int]
    meaning: str = ""
    written: Callable[[int], str] = "{:,}".format
    code: str = ""


def month_ticks(months: Sequence[Month], provisional: int = 0) -> dict[str, str]:
    """`11월` by month: the year under the first and wherever it is another one, 잠정 under those
    not settled. Of many months only some are named, counted back from the last."""
    settled, step = len(months) - provisional, ceil(len(months) / _NAMED_MONTHS)
    named = [
        month
        for at, month in enumerate(months)
        if at >= settled or (len(months) - 1 - at) % step == 0
    ]
    years = [month.year for month in named]
    return {
        str(month): "<br>".join(
            [
                _short(month),
                *([str(month.year)] if at == 0 or years[at] != years[at - 1] else []),
                *([f"<i>{w.PROVISIONAL()}</i>"] if month in months[settled:] else []),
            ]
        )
        for at, month in enumerate(named)
    }


def _short(month: Month) -> str:
    if language() is Language.ENGLISH:
        return f"{month.first_day:%b}"
    return f"{month.month}월"


def months_in_full(months: Sequence[Month], provisional: int) -> list[str]:
    """For tooltips: `2026년 11월 (잠정)`."""
    settled = len(months) - provisional
    return [
        month_name(month) if at < settled else w.PROVISIONAL_MONTH(month=month_name(month))
        for at, month in enumerate(months)
    ]


def folded(sentence: str) -> str:
    """A tooltip's lines; plotly breaks none by itself."""
    return "<br>".join(wrap(sentence, _TOOLTIP_CHARACTERS[language()]))


def tooltips(series: Series, months: Sequence[Month], provisional: int) -> list[str]:
    """The month, the value with its unit, and in one sentence what it is."""
    return [
        f"{month}<br>{series.name} <b>{series.written(value)}</b><br>{folded(series.meaning)}"
        for month, value in zip(months_in_full(months, provisional), series.values, strict=True)
    ]


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
    """One row of months below, the legend above, and nothing that moves when touched."""
    ticks = month_ticks(months, provisional)
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
    """What came in above the line and what went out below it."""
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


def in_won(amount: int) -> str:
    """For tooltips, exact and readable: `6,526,000원 (653만)`."""
    return won(amount) if abs(amount) < 100_000 else f"{won(amount)} ({short_won(amount)})"


def round_steps(peak: int) -> list[int]:
    """From zero to just below or at `peak` in a few round steps: 1, 2 or 5 times a power of ten."""
    units = (unit * 10**power for power in range(18) for unit in (1, 2, 5))
    step = next(unit for unit in units if unit * 4 >= peak)
    return list(range(0, peak + 1, step))
