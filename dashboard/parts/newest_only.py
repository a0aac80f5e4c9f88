"""A list that shows the newest alone, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from dashboard.parts.language import count
from dashboard.parts.words import tables as w

Row = TypeVar("Row")


def first_of(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """The first `most` of them. Ask the book for one more, which tells that there are others."""
    if len(rows) > most:
        st.caption(w.FIRST_ONLY(n=count(most)))
    return rows[:most]
