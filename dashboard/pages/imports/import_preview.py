"""Preview and column mapping of an uploaded file, before anything is done with it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from billing_core.history.file_kind import FileKind
from billing_core.history.instants import EPOCH
from billing_core.history.mapping import FileMapping, Theirs, write_mapping
from billing_core.history.preview import Preview, preview
from billing_core.history.source_file import SourceFile
from billing_core.history.table import called
from billing_core.history.zones import zone_in_heading
from billing_core.rules.file_form import FileForm
from dashboard.pages.imports import words as w
from dashboard.pages.imports.bad_rows import form_said
from dashboard.parts.language import count
from dashboard.parts.markup import plain, section

COLUMNS_IN_A_ROW = 4
FORMS: dict[str, tuple[str, ...]] = {
    "": (),
    "yy": ("%y-%m-%d %H:%M:%S", "%y-%m-%d %H:%M", "%y-%m-%d", "%y.%m.%d", "%y/%m/%d"),
    "dmy": ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"),
    "mdy": ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m-%d-%Y"),
    "seconds": (EPOCH,),
}
KEPT_PREVIEWS = 50
_PREVIEWS = "imports_previews"


def looked_at(source: SourceFile, upload: str) -> Preview:
    """The preview of a file as it was found, or as the person says. Raises ImportRefused."""
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
            encoding=form_said(shown.form),
            line=count(shown.heading_line),
            rows=count(len(shown.rows)),
        )
        + (f" {w.SEPARATED(by=w.SEPARATORS[shown.separator]())}" if shown.separator else "")
    )
    if not shown.separator and len(shown.columns) == 1 and shown.form is not FileForm.EXCEL:
        st.caption(w.NO_SEPARATOR())
    if shown.sheets:
        st.caption(w.ALL_ROWS())
    st.dataframe(_rows(shown), hide_index=True, height=215, alt=w.LOOK())
    return shown


def _preview(
    source: SourceFile, upload: str, kind: FileKind | None = None, sheet: str = ""
) -> Preview:
    """A cache in session state: a page runs at every click, and a long sheet takes seconds."""
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
    """The mapping: which of their columns is which of ours, as suggested and then corrected."""
    section(w.MAP())
    st.caption(w.MAP_HINT())
    place = placed(shown, upload)
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
        forms = st.selectbox(
            w.DATE_FORMAT(),
            list(w.DATE_FORMATS),
            key=f"imports_format_{place}",
            format_func=lambda each: w.DATE_FORMATS[each](),
            placeholder=w.DATE_FORMAT(),
            filter_mode=None,
            width=300,
        )
    _say_zones(shown.kind, columns)
    return FileMapping(
        columns=columns,
        time_zone=zone,
        date_formats=FORMS[forms],
        sheet=shown.suggested.sheet,
    )


def _say_zones(kind: FileKind, columns: Mapping[str, Theirs]) -> None:
    """Where a heading names its zone, the choice above it is for the other columns."""
    for ours in filter(columns.__contains__, kind.instants):
        theirs = columns[ours]
        for name in (theirs,) if isinstance(theirs, str) else theirs:
            if named := zone_in_heading(name):
                st.caption(w.ZONE_OF_HEADING(column=plain(name), zone=named[0].upper()))


def placed(shown: Preview, upload: str) -> str:
    """What ends the widget keys of this file's choices, as the file is read now."""
    return f"{upload}_{shown.kind}_{shown.suggested.sheet}"


def say_the_rest(shown: Preview, mapping: FileMapping) -> None:
    """The columns that nobody reads, states first: a column of refunds is better known before
    the import. And the same choices for the terminal."""
    read = {name for ours in mapping.columns for name in mapping.theirs(ours)}
    read |= {*mapping.only, *mapping.refunds}
    names = [
        *(each.name for each in shown.states),
        *(called(at, name) for at, name in enumerate(shown.columns)),
    ]
    unread = [plain(name) for name in dict.fromkeys(names) if name not in read]
    if unread:
        st.caption(w.UNREAD(columns=", ".join(unread)))
    with st.expander(w.AS_TOML()):
        st.code(write_mapping({shown.kind: mapping}), language="toml")


def _columns(shown: Preview, place: str) -> dict[str, Theirs]:
    """A day and its time may stand in two columns: the second is asked for beside the first."""
    options = ["", *dict.fromkeys(filter(None, shown.columns))]
    chosen: dict[str, Theirs] = {}
    with st.grid(COLUMNS_IN_A_ROW, min_column_width=180, gap="small"):
        for ours in shown.kind.columns:
            needed = " *" if ours in shown.kind.needed else ""
            suggested = shown.suggested.theirs(ours) if ours in shown.suggested.columns else ("",)
            label = f"{w.COLUMNS[ours]()}{needed}"
            theirs = _column(label, options, suggested[0], f"column_{ours}_{place}")
            if theirs:
                chosen[ours] = theirs
            if theirs and ours in shown.kind.instants:
                label = w.TIME_COLUMN(column=w.COLUMNS[ours]())
                time = _column(
                    label, options, suggested[-1] if suggested[1:] else "", f"time_{ours}_{place}"
                )
                chosen[ours] = (theirs, time) if time else theirs
    return chosen


def _column(label: str, options: list[str], suggested: str, key: str) -> str:
    return st.selectbox(
        label,
        options,
        index=options.index(suggested),
        key=f"imports_{key}",
        format_func=lambda each: each or w.NONE(),
        placeholder=w.NONE(),
        filter_mode=None,
    )
