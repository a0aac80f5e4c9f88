"""Tables: text stays text, numbers stand right with their unit, a dash says nothing, and the last
column of a list of people opens the member.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard.parts import shown_members
from dashboard.parts.language import NOTHING, Language, language, won
from dashboard.parts.markup import Tone
from dashboard.parts.words import tables as w

Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], Any]]

_ROW_PIXELS = 35
_MOST_ROWS_SEEN = 14
_AROUND_A_CELL, _HALF_A_LETTER = 24, 7.2  # pixels
_NARROW = 70  # pixels
Cells = Sequence[str | None] | Sequence[int | None] | Sequence[Fraction | float | None]
_KOREAN_FORMAT = "%,d원"
_PADDING, _DIGIT, _LETTER = 24, 8, 14  # pixels; a Korean letter is wider


def people_table(
    rows: Sequence[Row],
    columns: Columns[Row],
    *,
    key: str,
    member_of: Callable[[Row], str | None],
    money: Sequence[str] = (),
    tones: Mapping[str, Mapping[str, Tone]] | None = None,
    whole: Sequence[str] = (),
    addresses: Mapping[str, str] | None = None,
    acts: Mapping[str, Callable[[Row], None]] | None = None,
    about: str,
) -> None:
    """One line per row, a heading and how to read each column. `money` columns hold whole won;
    `tones` gives the colour of each word in a column of states. What stands in
    a `whole` column is never cut; `addresses` says what a column's links are called; `acts` does
    what a click in a column of buttons asks for. Opens the clicked member."""
    shown_members.look_at(member_of(row) for row in rows)
    frame = pd.DataFrame({name: [read(row) for row in rows] for name, read in columns.items()})
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            name, format=won_format(), alignment="right", width=room_for_won(frame[name])
        )
        for name in money
    }
    for name, colours in (tones or {}).items():
        frame[name] = [[word] for word in frame[name]]
        config[name] = st.column_config.MultiselectColumn(
            name, options=list(colours), color=[tone.colour for tone in colours.values()]
        )
    for name in filter(frame.columns.__contains__, whole):
        config[name] = st.column_config.TextColumn(name, width=_room_for([name, *frame[name]]))
    for name, said in (addresses or {}).items():
        config[name] = st.column_config.LinkColumn(name, display_text=said, width=90)
    for name in acts or {}:
        config[name] = st.column_config.ButtonColumn(
            name, width=84, type="tertiary", key=f"{key}_{name}"
        )
    frame[w.OPEN()] = [w.OPEN_MEMBER() if member_of(row) else "" for row in rows]
    clicked = f"{key}_open"
    config[w.OPEN()] = st.column_config.ButtonColumn(
        w.OPEN(), width=76, type="tertiary", key=clicked
    )
    st.dataframe(
        table_in_won(frame, money),
        hide_index=True,
        column_config=config,
        placeholder=NOTHING,
        height=_ROW_PIXELS * (min(len(rows), _MOST_ROWS_SEEN) + 1) + 3,
        alt=about,
    )
    for name, act in (acts or {}).items():
        pressed = st.session_state.get(f"{key}_{name}")
        if pressed and pressed.row < len(rows) and frame[name].iloc[pressed.row]:
            act(rows[pressed.row])
    click = st.session_state.get(clicked)
    app_id = member_of(rows[click.row]) if click and click.row < len(rows) else None
    if app_id:
        shown_members.open_member(app_id)


def _room_for(texts: Iterable[str]) -> int:
    """Pixels: a Korean letter is as wide as two others."""
    longest = max((sum(1 if sign.isascii() else 2 for sign in text) for text in texts), default=0)
    return _AROUND_A_CELL + round(longest * _HALF_A_LETTER)


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
