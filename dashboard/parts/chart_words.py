"""The texts of a chart: axis labels by month, tooltips, and won as people read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

from billing_core.rules.calendar import Month
from dashboard.parts.language import Language, language, month_name, short_won, won
from dashboard.parts.words import charts as w

_TOOLTIP_CHARACTERS = {Language.KOREAN: 38, Language.ENGLISH: 64}  # Korean ones are twice as wide
_NAMED_MONTHS = 13


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
    """Axis labels, `11월` by month: the year under the first of each year (not under a December
    that stands alone before it: on a phone the two would touch), 잠정 under those not settled. Of
    many months only some are named, counted back from the last."""
    settled, step = len(months) - provisional, ceil(len(months) / _NAMED_MONTHS)
    named = [
        month
        for at, month in enumerate(months)
        if at >= settled or (len(months) - 1 - at) % step == 0
    ]
    years = [month.year for month in named]
    begins = [not at or years[at - 1] != year for at, year in enumerate(years)]
    if begins[:2] == [True, True]:
        begins[0] = False
    return {
        str(month): "<br>".join(
            [
                _short(month),
                *([str(month.year)] if begins[at] else []),
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
    """The sentence wrapped into a tooltip's lines; plotly breaks none by itself."""
    return "<br>".join(wrap(sentence, _TOOLTIP_CHARACTERS[language()]))


def tooltips(series: Series, months: Sequence[Month], provisional: int) -> list[str]:
    """Each month's tooltip: the month, the value with its unit, and in one sentence what it is."""
    meaning = folded(series.meaning)
    return [
        f"{month}<br>{series.name} <b>{series.written(value)}</b><br>{meaning}"
        for month, value in zip(months_in_full(months, provisional), series.values, strict=True)
    ]


def in_won(amount: int) -> str:
    """For tooltips, exact and readable: `6,526,000원 (653만)`."""
    return won(amount) if abs(amount) < 100_000 else f"{won(amount)} ({short_won(amount)})"
