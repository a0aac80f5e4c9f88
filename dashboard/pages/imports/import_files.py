"""Files that somebody uploads: each looked at and matched, then all of them tried together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from billing_core.history.import_history import HistoryFile
from billing_core.history.limits import MOST_MEGABYTES
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from dashboard.pages.imports import words as w
from dashboard.pages.imports.bad_row_table import bad_row_table
from dashboard.pages.imports.file_words import row_said
from dashboard.pages.imports.import_preview import looked_at, matched, placed, say_the_rest
from dashboard.pages.imports.import_states import rows_chosen
from dashboard.pages.imports.import_trial import import_trial
from dashboard.parts.language import count
from dashboard.parts.markup import empty, plain

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
