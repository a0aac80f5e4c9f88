"""Stacked bars and waterfalls: what one month's number is made of, how one became the next.

Every part has the colour of its meaning, and a pattern, a sign or a label that says the same
without colour. Months whose number may still change are pale and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from billing_core.rules.calendar import Month
from dashboard.parts import chart_links, shown_numbers
from dashboard.parts.chart_words import Series, folded, in_won, tooltips
from dashboard.parts.charts import LABEL_PIXELS, lay_out_months, round_steps
from dashboard.parts.language import short_won
from dashboard.parts.markup import Tone

_PATTERNS = {Tone.CANCELLED: ".", Tone.WAITING: "\\", Tone.UNKNOWN: "x"}
_PALE = 0.6
_TEXT = "#000037"  # the browser puts the theme's own colour of text in its place
_LABELLED_MONTHS = 16
_AROUND_THE_PLOT = 110  # pixels of legend and months


@dataclass(frozen=True)
class Layer(Series):
    """One part of every month's bar. `shown` is the list of `code` that a click opens."""

    tone: Tone = Tone.UNKNOWN
    shown: str = ""


def stacked(
    months: Sequence[Month],
    layers: Sequence[Layer],
    *,
    provisional: int,
    height: int = 320,
    money: bool = False,
) -> go.Figure:
    """Stacked bars by month. `provisional`: how many of the last months may still change."""
    totals = list(map(sum, zip(*(layer.values for layer in layers), strict=True)))
    peak = max(totals, default=0)
    figure = go.Figure([_bars(months, layer, provisional) for layer in layers])
    if len(months) <= _LABELLED_MONTHS and not money:
        least = peak * (LABEL_PIXELS + 4) / (height - _AROUND_THE_PLOT)
        for bars, layer in zip(figure.data, layers, strict=True):
            bars.text = _labels(layer.values, totals[: len(months) - provisional], least)
        figure.add_trace(_totals(months, totals))
    lay_out_months(figure, months, height, provisional)
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    steps = round_steps(peak)
    written = short_won if money else "{:,}".format
    figure.update_yaxes(
        range=[0, peak * 1.12 or 1], tickvals=steps, ticktext=[written(step) for step in steps]
    )
    return figure


def _bars(months: Sequence[Month], layer: Layer, provisional: int) -> go.Bar:
    settled = len(months) - provisional
    return go.Bar(
        x=[str(month) for month in months],
        y=list(layer.values),
        name=layer.name,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont_size=LABEL_PIXELS,
        constraintext="none",
        customdata=[
            chart_links.opens(shown_numbers.NumberOf(layer.code, month, layer.shown))
            for month in months
        ],
        hovertext=tooltips(layer, months, provisional),
        hovertemplate="%{hovertext}<extra></extra>",
        marker_color=layer.tone.in_charts,
        marker_opacity=[1.0] * settled + [_PALE] * provisional,
        # Without it plotly stumbles over a clicked bar that has a number written in it.
        selected_marker_opacity=1.0,
        marker_pattern_shape=_PATTERNS.get(layer.tone, ""),
        marker_pattern_fillmode="overlay",
        marker_pattern_fgopacity=0.45,
        marker_pattern_solidity=0.08,
        marker_pattern_size=9,
    )


def _labels(values: Sequence[int], settled: Sequence[int], least: float) -> list[str]:
    """Of the settled months, whose totals are given: on a pale bar a number could not be read in
    both themes. A part needs its own number where it is not the whole and is `least` high."""
    return [
        f"<b>{value:,}</b>" if least <= value < total else ""
        for value, total in zip(values, settled, strict=False)
    ]


def _totals(months: Sequence[Month], totals: Sequence[int]) -> go.Scatter:
    return go.Scatter(
        x=[str(month) for month in months],
        y=list(totals),
        text=[f"<b>{total:,}</b>" if total else "" for total in totals],
        mode="text",
        textposition="top center",
        textfont={"size": LABEL_PIXELS, "color": _TEXT},
        hoverinfo="skip",
        showlegend=False,
        name="",
    )


@dataclass(frozen=True)
class BarStep:
    """One movement of a waterfall, whole won with its sign; `meaning` is its tooltip, `opens` the
    number that a click opens."""

    name: str
    meaning: str
    won: int
    opens: shown_numbers.NumberOf


def waterfall(
    start: BarStep, movements: Sequence[BarStep], end: BarStep, *, height: int = 320
) -> go.Figure:
    """A waterfall from one total to the next: what came in rises, what went out falls."""
    steps = [start, *movements, end]
    signed = [f"{'+' if step.won > 0 else ''}{short_won(step.won)}" for step in movements]
    figure = go.Figure(
        go.Waterfall(
            x=[step.name for step in steps],
            y=[step.won for step in steps],
            measure=["absolute", *("relative" for _ in movements), "total"],
            text=[short_won(start.won), *signed, short_won(end.won)],
            textposition="outside",
            textfont_size=LABEL_PIXELS,
            cliponaxis=False,
            customdata=[chart_links.opens(step.opens) for step in steps],
            hovertext=[
                f"{step.name} <b>{in_won(step.won)}</b><br>{folded(step.meaning)}" for step in steps
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            totals_marker_color=Tone.UNKNOWN.in_charts,
            increasing_marker_color=Tone.PAID.in_charts,
            decreasing_marker_color=Tone.CANCELLED.in_charts,
            connector_line_width=1,
        )
    )
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 26, "b": 34},
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
