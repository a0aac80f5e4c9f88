"""Files that somebody uploads: each looked at and matched, the rows of a payments file that are
payments chosen by a person, then all of them tried together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from billing_core.history.ask_states import ask_states
from billing_core.history.file_kind import FileKind
from billing_core.history.heading import plain as cell
from billing_core.history.import_history import HistoryFile
from billing_core.history.limits import MOST_MEGABYTES
from billing_core.history.mapping import FileMapping
from billing_core.history.preview import Preview
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.history.states import StateColumn
from dashboard.pages.imports import words as w
from dashboard.pages.imports.bad_rows import bad_row_table, row_said
from dashboard.pages.imports.import_preview import looked_at, matched, placed, say_the_rest
from dashboard.pages.imports.import_trial import import_trial
from dashboard.parts.language import count
from dashboard.parts.markup import empty, plain, section

MOST_COLUMNS = 4  # of states to choose by
KEPT_ANSWERS = 50
_ASKED = "imports_asked"


if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

TYPES = ["csv", "txt", "tsv", "xlsx", "xls"]


def import_files_section() -> None:
    """The upload of files: one stands by itself, several in tabs beside each other."""
    uploads = st.file_uploader(
        w.UPLOAD(), type=TYPES, key="imports_file", accept_multiple_files=True
    )
    st.caption(w.UPLOAD_HINT(most=count(MOST_MEGABYTES)))
    match uploads:
        case []:
            empty(w.NO_FILE(), w.NO_FILE_NEXT())
        case [alone]:
            file = _understood(alone)
            if file is not None:
                import_trial((file,))
        case _:
            _side_by_side(uploads)


def _side_by_side(uploads: list[UploadedFile]) -> None:
    st.caption(w.TOGETHER(n=count(len(uploads))))
    files: list[HistoryFile | None] = []
    for tab, upload in zip(st.tabs([plain(each.name) for each in uploads]), uploads, strict=True):
        with tab:
            files.append(_understood(upload))
    readable = tuple(file for file in files if file is not None)
    if len(readable) == len(uploads):
        import_trial(readable)
    else:
        empty(w.NOT_ALL_READABLE(), w.NOT_ALL_READABLE_NEXT())


def _say_unreadable(refused: ImportRefused) -> None:
    """What is wrong with the file as a whole is a sentence; a table would cut it off."""
    whole = [row_said(bad) for bad in refused.bad_rows if not bad.line]
    empty(w.UNREADABLE(), ". ".join(whole) or w.BAD_HINT())
    if not whole:
        bad_row_table(refused.bad_rows)


def _understood(upload: UploadedFile) -> HistoryFile | None:
    """None for a file that cannot be read, or not yet; the page says why."""
    source = SourceFile(upload.name, upload.getvalue())
    try:
        shown = looked_at(source, upload.file_id)
        mapping = matched(shown, upload.file_id)
    except ImportRefused as refused:
        _say_unreadable(refused)
        return None
    missing = [column for column in shown.kind.needed if column not in mapping.columns]
    if missing:
        names = ", ".join(w.COLUMNS[column]() for column in missing)
        empty(w.MISSING(columns=names), w.MISSING_NEXT())
        return None
    chosen = rows_chosen(source, shown, mapping, placed(shown, upload.file_id))
    say_the_rest(shown, chosen or mapping)
    if chosen is None:
        empty(w.CHOOSE_ROWS(), w.CHOOSE_ROWS_NEXT())
        return None
    return HistoryFile(shown.kind, source, chosen)


def rows_chosen(
    source: SourceFile, shown: Preview, mapping: FileMapping, place: str
) -> FileMapping | None:
    """The mapping with the person's choice; None while the choice is open. Who chose by one
    column is asked about another only where it still tells something."""
    if shown.kind is not FileKind.PAYMENTS:
        return mapping
    asked = _asked(source, shown.kind, mapping, place)
    section(w.ROWS())
    if asked:
        st.caption(w.ROWS_HINT(columns=_named(asked)))
        if st.toggle(w.EVERY_ROW(), key=f"imports_every_{place}"):
            return replace(mapping, every_row=True)
    else:
        st.caption(w.NO_STATES())
    for number in range(MOST_COLUMNS):
        mapping = _chosen(shown, mapping, asked, f"{place}_{number}" if number else place)
        asked = _asked(source, shown.kind, mapping, place)
        if not asked or not mapping.only:
            break
        st.caption(w.STILL_ASKED(columns=_named(asked)))
    return None if asked else mapping


def _named(asked: tuple[StateColumn, ...]) -> str:
    return ", ".join(
        f"**{plain(each.name)}**({', '.join(plain(_said(value)) for value in each.values)})"
        for each in asked
    )


def _said(value: str) -> str:
    return value or w.EMPTY_CELL()


def _asked(
    source: SourceFile, kind: FileKind, mapping: FileMapping, upload: str
) -> tuple[StateColumn, ...]:
    """A cache in session state: all of the file is read for it, and a page runs at every click."""
    kept: dict[str, tuple[StateColumn, ...]] = st.session_state.setdefault(_ASKED, {})
    key = f"{upload}{mapping}"
    if key not in kept:
        while len(kept) >= KEPT_ANSWERS:
            kept.pop(next(iter(kept)))
        try:
            kept[key] = ask_states(source, kind, mapping)
        except ImportRefused:  # the trial says so, row by row
            kept[key] = ()
    return kept[key]


def _chosen(
    shown: Preview, mapping: FileMapping, asked: tuple[StateColumn, ...], place: str
) -> FileMapping:
    free = [name for name in dict.fromkeys(filter(None, shown.columns)) if name not in mapping.only]
    suggested = {} if mapping.only else shown.suggested.only
    first = next(iter(suggested), asked[0].name if asked else "")
    options = ["", *dict.fromkeys([*(each.name for each in asked if each.name in free), *free])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        column = st.selectbox(
            w.ONLY(),
            options,
            index=options.index(first) if first in options else 0,
            key=f"imports_only_{place}",
            format_func=lambda each: each or w.NONE(),
            placeholder=w.NONE(),
            filter_mode=None,
            width=220,
        )
        if not column:
            return mapping
        values = _values(shown, asked, column)
        wanted = _values_box(
            w.ONLY_VALUES(),
            values,
            suggested.get(column),
            w.ONLY_HINT(),
            f"values_{column}_{place}",
        )
        others = [value for value in values if value not in wanted]
        returned = [each for each in shown.suggested.refunds.get(column, ()) if each in others]
        back = _values_box(
            w.REFUND_VALUES(), others, returned, w.REFUND_HINT(), f"refunds_{column}_{place}"
        )
    only = {**mapping.only, column: tuple(wanted)} if wanted else mapping.only
    refunds = {**mapping.refunds, column: tuple(back)} if back else mapping.refunds
    return replace(mapping, only=only, refunds=refunds)


def _values_box(
    label: str, values: list[str], default: Sequence[str] | None, hint: str, key: str
) -> list[str]:
    return st.multiselect(
        label,
        values,
        default=default,
        key=f"imports_{key}",
        format_func=_said,
        placeholder=hint,
        accept_new_options=True,
        width=300,
    )


def _values(shown: Preview, asked: tuple[StateColumn, ...], column: str) -> list[str]:
    """Of a column of states all that the file has, of another those of the rows that are shown."""
    found = next((each.values for each in (*asked, *shown.states) if each.name == column), None)
    if found is not None:
        return list(found)
    at = shown.columns.index(column)
    return list(dict.fromkeys(cell(cells[at]) for _, cells in shown.rows if at < len(cells)))
