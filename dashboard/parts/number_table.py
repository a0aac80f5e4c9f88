"""A table of numbers by month, cohort or reason: each column with its unit, dashes for nothing."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from dashboard.parts.language import NOTHING
from dashboard.parts.won_columns import table_in_won, won_format

_NARROW = 70  # pixels
Cells = Sequence[str | None] | Sequence[int | None] | Sequence[Fraction | float | None]


def number_table(
    columns: Mapping[str, Cells],
    *,
    money: Collection[str] = (),
    shares: Collection[str] = (),
    narrow: Collection[str] = (),
    addresses: Mapping[str, str] | None = None,
    about: str,
) -> None:
    """The table. `money` columns hold whole won, `shares` are ratios and shown as percentages,
    `narrow` ones leave their room to the others, `addresses` says what a column's links are called."""
    frame = pd.DataFrame(
        {
            name: [None if cell is None else float(cell) * 100 for cell in cells]
            if name in shares
            else list(cells)
            for name, cells in columns.items()
        }
    )
    formats: dict[str, str | None] = dict.fromkeys(money, won_format())
    formats |= dict.fromkeys(shares, "%.1f%%")
    st.dataframe(
        table_in_won(frame, money),
        hide_index=True,
        column_config={
            name: st.column_config.LinkColumn(name, display_text=said)
            for name, said in (addresses or {}).items()
        }
        | {
            name: st.column_config.NumberColumn(
                format=formats.get(name, "%,d"),
                alignment="right",
                width=_NARROW if name in narrow else None,
            )
            for name in columns
            if name not in (addresses or {})
            and not (len(frame) and isinstance(frame[name].iloc[0], str))
        },
        placeholder=NOTHING,
        alt=about,
    )
