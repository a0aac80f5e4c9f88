"""Tables: text stays text, numbers stand right, and the last column opens the member."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from dashboard.parts.language import NOTHING
from dashboard.parts.markup import Tone
from dashboard.parts.member_links import open_member
from dashboard.parts.shown_members import look_at
from dashboard.parts.won_columns import room_for_won, table_in_won, won_format
from dashboard.parts.words import tables as w

Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], Any]]

_ROW_PIXELS = 35
_MOST_ROWS_SEEN = 14
_AROUND_A_CELL, _HALF_A_LETTER = 24, 7.2  # pixels


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
    look_at(member_of(row) for row in rows)
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
        open_member(app_id)


def _room_for(texts: Iterable[str]) -> int:
    """Pixels: a Korean letter is as wide as two others."""
    longest = max((sum(1 if sign.isascii() else 2 for sign in text) for text in texts), default=0)
    return _AROUND_A_CELL + round(longest * _HALF_A_LETTER)
