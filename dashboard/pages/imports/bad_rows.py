"""The rows of a history file that have to be put right, each with its reason in full, and how the
file is written, in the page's language.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from billing_core.rules.file_flaw import BadRow, FileFlaw
from billing_core.rules.file_form import FileForm
from billing_core.wording.file_flaws import FORMS, bad_row_said
from dashboard.pages.imports import words as w
from dashboard.parts import shown_members
from dashboard.parts.language import NOTHING, language

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


def row_said(row: BadRow) -> str:
    """Why the row is refused; the file's own word for the column stays as it is."""
    return bad_row_said(replace(row, flaw=_shown(row.flaw)), language().place)


def _shown(flaw: FileFlaw) -> FileFlaw:
    """What the book knows otherwise may be whose payment it is."""
    known = flaw.facts.get("known")
    if not isinstance(known, tuple):
        return flaw
    shown = tuple(
        shown_members.member_id(each) if isinstance(each, str) else each for each in known
    )
    return replace(flaw, facts={**flaw.facts, "known": shown})


def form_said(form: FileForm) -> str:
    return FORMS[form][language().place]
