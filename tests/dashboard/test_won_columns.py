"""Columns of whole won, as they are written in the cells of a table."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.io.formats.style import Styler

from dashboard.parts import language, tables
from dashboard.parts.language import Language
from dashboard.parts.tables import room_for_won, table_in_won, won_format

TABLE = pd.DataFrame({"who": ["hana", "duri", "sena"], "net": [29_000, -29_000, None]})


def test_in_english_a_minus_stands_before_the_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tables, language):
        monkeypatch.setattr(module, "language", lambda: Language.ENGLISH)

    table = table_in_won(TABLE, ["net"])

    assert won_format() is None  # or it would win over what stands in the cells
    assert isinstance(table, Styler)
    cells = [line.split()[-1] for line in table.to_string().splitlines()[1:]]
    assert cells == ["₩29,000", "-₩29,000", "–"]


def test_in_korean_the_unit_follows_the_number() -> None:
    assert won_format() == "%,d원"
    assert table_in_won(TABLE, ["net"]) is TABLE


def test_an_amount_among_dashes_has_room_for_all_its_digits() -> None:
    dashes = [None] * 13
    little = pd.Series([29_000, *dashes], name="환불")
    much = pd.Series([*dashes, 12_290_000], name="환불")

    assert (room_for_won(little), room_for_won(much)) == (24 + 8 * 7, 24 + 8 * 11)
    assert room_for_won(pd.Series([29_000, 49_000], name="금액")) is None
    assert room_for_won(pd.Series(dashes, name="환불")) is None
