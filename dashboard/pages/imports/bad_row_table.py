"""The rows of a history file that have to be put right, each with its reason in full."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from billing_core.rules.file_flaw import BadRow
from dashboard.pages.imports import words as w
from dashboard.pages.imports.file_words import row_said
from dashboard.parts.language import NOTHING

# Pixels. Left to itself a long sentence is cut off in favour of the short numbers beside it.
_LINE, _REASON = 70, 960


def bad_row_table(rows: Sequence[BadRow], *, several: bool = False) -> None:
    """The table; `several`: with the name of each row's file."""
    files = {w.FILE(): [row.file_name for row in rows]} if several else {}
    st.dataframe(
        pd.DataFrame(
            {
                **files,
                w.LINE(): [row.line or None for row in rows],
                w.WHY(): [row_said(row) for row in rows],
            }
        ),
        hide_index=True,
        column_config={
            w.LINE(): st.column_config.NumberColumn(format="%,d", alignment="right", width=_LINE),
            w.WHY(): st.column_config.TextColumn(width=_REASON),
        },
        placeholder=NOTHING,
        alt=w.WHY(),
    )
