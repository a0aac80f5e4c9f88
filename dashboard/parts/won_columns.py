"""How a table writes its columns of whole won, in the language of the page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from dashboard.parts.language import NOTHING, Language, language, won

_KOREAN_FORMAT = "%,d원"
_PADDING, _DIGIT, _LETTER = 24, 8, 14  # pixels; a Korean letter is wider


def won_format() -> str | None:
    """The column's format; None in English, where `table_in_won` writes the cells."""
    return None if language() is Language.ENGLISH else _KOREAN_FORMAT


def table_in_won(frame: pd.DataFrame, money: Collection[str]) -> pd.DataFrame | Styler:
    """The frame to show; the cells stay numbers and sort as such.

    A column's format has no place for a minus before a sign, so `₩%,d` would write ₩-29,000.
    """
    if language() is Language.KOREAN or not money:
        return frame
    return frame.style.format(_written, subset=list(money), na_rep=NOTHING)


def room_for_won(cells: pd.Series[Any]) -> int | None:
    """Pixels for a column in which most cells have nothing to say; None for any other.

    A table takes a column's width from its average cell: in a narrow one 29,000원 among dashes
    would begin outside its cell, and read 000원.
    """
    amounts = cells.dropna()
    if amounts.empty or len(amounts) == len(cells):
        return None
    longest = max(len(won(int(amount))) for amount in amounts)
    return _PADDING + max(longest * _DIGIT, len(str(cells.name)) * _LETTER)


def _written(cell: Any) -> str:
    """A column with nothing in one of its cells holds its won as floats."""
    return won(int(cell))
