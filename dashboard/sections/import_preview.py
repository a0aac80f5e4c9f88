"""An uploaded file before anything is done with it: its first rows, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import FileMapping, write_mapping
from billing_core.history.preview import Preview, preview
from billing_core.history.source_file import SourceFile
from dashboard.parts.formatting import count
from dashboard.parts.heading import section
from dashboard.sections.refused_row_words import encoding_said
from dashboard.words import imports as w

COLUMNS_IN_A_ROW = 4


def looked_at(source: SourceFile, upload: str) -> Preview:
    """The file as it was found, or as the person says. Raises ImportRefused."""
    section(w.LOOK())
    guessed = preview(source)
    with st.container(horizontal=True):
        kind = st.selectbox(
            w.KIND(),
            list(FileKind),
            index=list(FileKind).index(guessed.kind),
            key=f"imports_kind_{upload}",
            format_func=lambda each: w.KINDS[each](),
            placeholder=w.KIND(),
            filter_mode=None,
            width=220,
        )
        sheet = _sheet(guessed.sheets, upload)
    shown = preview(source, kind, sheet)
    st.caption(
        w.FOUND(
            encoding=encoding_said(shown.encoding),
            line=count(shown.heading_line),
            rows=count(len(shown.rows)),
        )
    )
    st.dataframe(_rows(shown), hide_index=True, height=215, alt=w.LOOK())
    return shown


def _sheet(names: Sequence[str], upload: str) -> str:
    """Empty for a file that has none to choose from."""
    if len(names) < 2:
        return ""
    return st.selectbox(
        w.SHEET(),
        names,
        key=f"imports_sheet_{upload}",
        placeholder=w.SHEET(),
        filter_mode=None,
        width=220,
    )


def _rows(shown: Preview) -> pd.DataFrame:
    """A heading may name two columns alike, and a row may be shorter: neither is hidden."""
    width = max([len(shown.columns), *(len(cells) for _, cells in shown.rows)])
    names = [*shown.columns, *[""] * (width - len(shown.columns))]
    frame = pd.DataFrame(
        [[line, *cells, *[""] * (width - len(cells))] for line, cells in shown.rows],
        columns=range(width + 1),
    )
    seen: list[str] = [w.LINE()]
    for place, name in enumerate(names, start=1):
        seen.append(name if name and name not in seen else f"{name} ({place})".strip())
    frame.columns = pd.Index(seen)
    return frame


def matched(shown: Preview, upload: str) -> FileMapping:
    """Which of their columns is which of ours, as suggested and then corrected."""
    section(w.MAP())
    st.caption(w.MAP_HINT())
    place = f"{upload}_{shown.kind}_{shown.suggested.sheet}"
    columns = _columns(shown, place)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        zone = st.selectbox(
            w.TIME_ZONE(),
            list(w.ZONES),
            key=f"imports_zone_{place}",
            format_func=lambda each: w.ZONES[each](),
            placeholder=w.TIME_ZONE(),
            filter_mode=None,
            width=260,
        )
        only = _only(shown, place)
    mapping = FileMapping(columns=columns, only=only, time_zone=zone, sheet=shown.suggested.sheet)
    with st.expander(w.AS_TOML()):
        st.code(write_mapping({shown.kind: mapping}), language="toml")
    return mapping


def _columns(shown: Preview, place: str) -> dict[str, str]:
    options = ["", *dict.fromkeys(filter(None, shown.columns))]
    chosen: dict[str, str] = {}
    with st.grid(COLUMNS_IN_A_ROW, min_column_width=180, gap="small"):
        for ours in shown.kind.columns:
            needed = " *" if ours in shown.kind.needed else ""
            theirs = st.selectbox(
                f"{w.COLUMNS[ours]()}{needed}",
                options,
                index=options.index(shown.suggested.columns.get(ours, "")),
                key=f"imports_column_{ours}_{place}",
                format_func=lambda each: each or w.NONE(),
                placeholder=w.NONE(),
                filter_mode=None,
            )
            if theirs:
                chosen[ours] = theirs
    return chosen


def _only(shown: Preview, place: str) -> dict[str, tuple[str, ...]]:
    options = ["", *dict.fromkeys(filter(None, shown.columns))]
    column = st.selectbox(
        w.ONLY(),
        options,
        key=f"imports_only_{place}",
        format_func=lambda each: each or w.NONE(),
        placeholder=w.NONE(),
        filter_mode=None,
        width=180,
    )
    if not column:
        return {}
    at = shown.columns.index(column)
    values = dict.fromkeys(cells[at] for _, cells in shown.rows if at < len(cells))
    wanted = st.multiselect(
        w.ONLY_VALUES(),
        list(values),
        key=f"imports_values_{column}_{place}",
        placeholder=w.ONLY_HINT(),
        accept_new_options=True,
        width=260,
    )
    return {column: tuple(wanted)} if wanted else {}
