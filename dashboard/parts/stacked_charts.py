"""Charts of parts: what one month's number is made of, and how one number became the next.

Every part has the colour of its meaning, and a pattern, a sign or a label that says the same
without colour. Months whose number may still change are pale and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from billing_core.rules.calendar import Month
from dashboard.parts.charts import lay_out_months, month_ticks, round_steps
from dashboard.parts.formatting import month_name, short_won, won
from dashboard.parts.tones import Tone
from dashboard.words import analysis as w

_PATTERNS = {Tone.WAITING: "\\", Tone.UNKNOWN: "x"}
_PALE = 0.65  # paler, and the number inside can no longer be read
_TOOLTIP_CHARACTERS = 38
_LABELLED_MONTHS = 16


@dataclass(frozen=True)
class Layer:
    """One part of every month's bar. `meaning` is the sentence its tooltip ends with."""

    name: str
    meaning: str
    tone: Tone
    values: Sequence[int]


def stacked(
    months: Sequence[Month],
    layers: Sequence[Layer],
    *,
    provisional: int,
    written: Callable[[int], str],
    height: int = 320,
    money: bool = False,
) -> go.Figure:
    """`provisional`: how many of the last months may still change. `written` puts a value with
    its unit."""
    figure = go.Figure([_bars(months, layer, provisional, written, money) for layer in layers])
    lay_out_months(figure, months, height)
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_xaxes(ticktext=_marked(month_ticks(months), provisional))
    if money:
        peak = max(map(sum, zip(*(layer.values for layer in layers), strict=True)), default=0)
        steps = round_steps(peak)
        figure.update_yaxes(tickvals=steps, ticktext=[short_won(step) for step in steps])
    return figure


def _bars(
    months: Sequence[Month],
    layer: Layer,
    provisional: int,
    written: Callable[[int], str],
    money: bool,
) -> go.Bar:
    settled = len(months) - provisional
    labelled = len(months) <= _LABELLED_MONTHS and not money
    hover = [
        f"{name}<br>{layer.name} <b>{written(value)}</b>"
        for name, value in zip(_named(months, provisional), layer.values, strict=True)
    ]
    return go.Bar(
        x=[str(month) for month in months],
        y=list(layer.values),
        name=layer.name,
        text=[f"{value:,}" if value else "" for value in layer.values] if labelled else None,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        hovertext=hover,
        hovertemplate=f"%{{hovertext}}<br>{folded(layer.meaning)}<extra></extra>",
        marker_color=layer.tone.in_charts,
        marker_opacity=[1.0] * settled + [_PALE] * provisional,
        marker_pattern_shape=_PATTERNS.get(layer.tone, ""),
        marker_pattern_fillmode="overlay",
        marker_pattern_fgopacity=0.55,
        marker_pattern_solidity=0.12,
    )


def _named(months: Sequence[Month], provisional: int) -> list[str]:
    settled = len(months) - provisional
    return [
        month_name(month) if place < settled else w.PROVISIONAL_MONTH(month=month_name(month))
        for place, month in enumerate(months)
    ]


def _marked(ticks: Sequence[str], provisional: int) -> list[str]:
    settled = len(ticks) - provisional
    return [
        tick if place < settled else f"{tick}<br><i>{w.PROVISIONAL()}</i>"
        for place, tick in enumerate(ticks)
    ]


def folded(sentence: str) -> str:
    """A tooltip's lines; plotly breaks none by itself."""
    return "<br>".join(wrap(sentence, _TOOLTIP_CHARACTERS))


@dataclass(frozen=True)
class Step:
    """One movement of a waterfall, whole won with its sign; `meaning` is its tooltip."""

    name: str
    meaning: str
    won: int


def waterfall(start: Step, movements: Sequence[Step], end: Step, *, height: int = 320) -> go.Figure:
    """From one total to the next: what came in rises, what went out falls."""
    steps = [start, *movements, end]
    signed = [f"{'+' if step.won > 0 else ''}{short_won(step.won)}" for step in movements]
    figure = go.Figure(
        go.Waterfall(
            x=[step.name for step in steps],
            y=[step.won for step in steps],
            measure=["absolute", *("relative" for _ in movements), "total"],
            text=[short_won(start.won), *signed, short_won(end.won)],
            textposition="outside",
            cliponaxis=False,
            hovertext=[f"{step.name} <b>{won(step.won)}</b>" for step in steps],
            customdata=[folded(step.meaning) for step in steps],
            hovertemplate="%{hovertext}<br>%{customdata}<extra></extra>",
            totals_marker_color=Tone.UNKNOWN.in_charts,
            increasing_marker_color=Tone.PAID.in_charts,
            decreasing_marker_color=Tone.CANCELLED.in_charts,
            connector_line_width=1,
        )
    )
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 26, "b": 8},
        dragmode=False,
        showlegend=False,
        hoverlabel={"align": "left"},
    )
    highest = max(start.won, end.won, start.won + sum(max(step.won, 0) for step in movements))
    ticks = round_steps(highest)
    figure.update_xaxes(fixedrange=True, tickangle=0)
    figure.update_yaxes(
        fixedrange=True,
        zeroline=False,
        range=[0, highest * 1.14 or 1],
        tickvals=ticks,
        ticktext=[short_won(tick) for tick in ticks],
    )
    return figure
