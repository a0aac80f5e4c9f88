"""How a table writes its columns of whole won, in the language of the page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from dashboard.parts.formatting import NOTHING, won
from dashboard.parts.language import Language, language

_KOREAN_FORMAT = "%,d원"


def won_format() -> str | None:
    """For the column's settings; None in English, where `table_in_won` writes the cells."""
    return None if language() is Language.ENGLISH else _KOREAN_FORMAT


def table_in_won(frame: pd.DataFrame, money: Collection[str]) -> pd.DataFrame | Styler:
    """The frame to show; the cells stay numbers and sort as such.

    A column's format has no place for a minus before a sign, so `₩%,d` would write ₩-29,000.
    """
    if language() is Language.KOREAN or not money:
        return frame
    return frame.style.format(_written, subset=list(money), na_rep=NOTHING)


def _written(cell: Any) -> str:
    """A column with nothing in one of its cells holds its won as floats."""
    return won(int(cell))
