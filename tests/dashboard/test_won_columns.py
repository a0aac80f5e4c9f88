"""Columns of whole won, as they are written in the cells of a table."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.io.formats.style import Styler

from dashboard.parts import formatting, won_columns
from dashboard.parts.language import Language
from dashboard.parts.won_columns import table_in_won, won_format

TABLE = pd.DataFrame({"who": ["hana", "duri", "sena"], "net": [29_000, -29_000, None]})


def test_in_english_a_minus_stands_before_the_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (won_columns, formatting):
        monkeypatch.setattr(module, "language", lambda: Language.ENGLISH)

    table = table_in_won(TABLE, ["net"])

    assert won_format() is None  # or it would win over what stands in the cells
    assert isinstance(table, Styler)
    cells = [line.split()[-1] for line in table.to_string().splitlines()[1:]]
    assert cells == ["₩29,000", "-₩29,000", "–"]


def test_in_korean_the_unit_follows_the_number() -> None:
    assert won_format() == "%,d원"
    assert table_in_won(TABLE, ["net"]) is TABLE
