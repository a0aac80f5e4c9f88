"""An uploaded file before anything is done with it: its first rows, and which column is which."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from billing_core.history.file_kind import FileKind
from billing_core.history.heading import plain as cell
from billing_core.history.mapping import FileMapping, write_mapping
from billing_core.history.preview import Preview, preview
from billing_core.history.source_file import SourceFile
from dashboard.parts.formatting import count
from dashboard.parts.heading import section
from dashboard.parts.plain_text import plain
from dashboard.sections.refused_row_words import encoding_said
from dashboard.words import imports as w

COLUMNS_IN_A_ROW = 4
NAMED_UNREAD = 12
KEPT_PREVIEWS = 50
_PREVIEWS = "imports_previews"


def looked_at(source: SourceFile, upload: str) -> Preview:
    """The file as it was found, or as the person says. Raises ImportRefused."""
    section(w.LOOK())
    guessed = _preview(source, upload)
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
        sheet = _sheet(guessed, upload)
    shown = _preview(source, upload, kind, sheet)
    st.caption(
        w.FOUND(
            encoding=encoding_said(shown.encoding),
            line=count(shown.heading_line),
            rows=count(len(shown.rows)),
        )
    )
    if shown.sheets:
        st.caption(w.ALL_ROWS())
    st.dataframe(_rows(shown), hide_index=True, height=215, alt=w.LOOK())
    return shown


def _preview(
    source: SourceFile, upload: str, kind: FileKind | None = None, sheet: str = ""
) -> Preview:
    """Kept with the session: a page runs at every click, and a long sheet is read for seconds."""
    kept: dict[tuple[str, FileKind | None, str], Preview]
    kept = st.session_state.setdefault(_PREVIEWS, {})
    asked = (upload, kind, sheet)
    if asked not in kept:
        while len(kept) >= KEPT_PREVIEWS:
            kept.pop(next(iter(kept)))
        kept[asked] = preview(source, kind, sheet)
    return kept[asked]


def _sheet(guessed: Preview, upload: str) -> str:
    """Empty for a file that has none to choose from."""
    names = guessed.sheets
    if len(names) < 2:
        return ""
    return st.selectbox(
        w.SHEET(),
        names,
        index=names.index(guessed.suggested.sheet),
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
    _say_unread(shown, {*columns.values(), *only})
    mapping = FileMapping(columns=columns, only=only, time_zone=zone, sheet=shown.suggested.sheet)
    with st.expander(w.AS_TOML()):
        st.code(write_mapping({shown.kind: mapping}), language="toml")
    return mapping


def _say_unread(shown: Preview, read: set[str]) -> None:
    """A column of refunds or statuses that nobody reads is better known before the import."""
    unread = [name for name in dict.fromkeys(filter(None, shown.columns)) if name not in read]
    if not unread:
        return
    names = [plain(name) for name in unread[:NAMED_UNREAD]]
    more = len(unread) - len(names)
    st.caption(w.UNREAD(columns=", ".join([*names, w.AND_MORE(n=count(more))] if more else names)))


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
    suggested = shown.suggested.only
    column = st.selectbox(
        w.ONLY(),
        options,
        index=options.index(next(iter(suggested), "")),
        key=f"imports_only_{place}",
        format_func=lambda each: each or w.NONE(),
        placeholder=w.NONE(),
        filter_mode=None,
        width=180,
    )
    if not column:
        return {}
    at = shown.columns.index(column)
    values = dict.fromkeys(cell(cells[at]) for _, cells in shown.rows if at < len(cells))
    wanted = st.multiselect(
        w.ONLY_VALUES(),
        list(filter(None, values)),
        default=suggested.get(column),
        key=f"imports_values_{column}_{place}",
        placeholder=w.ONLY_HINT(),
        accept_new_options=True,
        width=260,
    )
    return {column: tuple(wanted)} if wanted else {}
