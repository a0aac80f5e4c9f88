"""The monthly files: made when asked for, shown with their manifest, then downloaded."""

from __future__ import annotations

import streamlit as st

from billing_core.export.monthly_file import ExportedFile, FileFormat, export_file
from billing_core.export.sheets import ExportKind
from billing_core.rules.calendar import Month
from dashboard.parts.desk import as_of, reading
from dashboard.parts.formatting import count, moment, won
from dashboard.parts.people_html import facts
from dashboard.words import exports as w

_MADE, _MADE_FOR = "exports_made", "exports_made_for"


def export_rows(month: Month, file_format: FileFormat) -> None:
    """A file made for another month or format is forgotten, and its address with it."""
    wanted = f"{month} {file_format}"
    made: dict[ExportKind, ExportedFile] = {}
    if st.session_state.get(_MADE_FOR) == wanted:
        made = st.session_state[_MADE]
    for kind, (name, description) in w.KINDS.items():
        with st.container(border=True, key=f"exports_{kind.name.lower()}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{name()}**  \n:gray[{description()}]", width="stretch")
                if st.button(w.MAKE(), key=f"exports_make_{kind.name.lower()}"):
                    made = {**made, kind: _make(kind, month, file_format)}
                    st.session_state[_MADE] = made
                    st.session_state[_MADE_FOR] = wanted
                if kind in made:
                    _download(kind, made[kind], file_format)
            if kind in made:
                _manifest(made[kind])


def _make(kind: ExportKind, month: Month, file_format: FileFormat) -> ExportedFile:
    with st.spinner(w.MAKING()), reading() as session:
        return export_file(session, kind, month, as_of(), file_format)


def _download(kind: ExportKind, file: ExportedFile, file_format: FileFormat) -> None:
    # Streamlit serves these bytes at an address that needs no login and outlives the page.
    # They exist only once somebody asked for this file.
    st.download_button(
        w.DOWNLOAD(),
        file.content,
        file_name=file.name,
        mime=file_format.mime,
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key=f"exports_download_{kind.name.lower()}",
    )


def _manifest(file: ExportedFile) -> None:
    st.html(
        facts(
            [
                (w.FILE(), file.name),
                (w.ROWS(), count(file.rows)),
                (w.TOTAL(), w.NO_TOTAL() if file.total is None else won(file.total)),
                (w.AS_OF(), moment(file.as_of)),
                (w.STATE(), (w.PROVISIONAL if file.provisional else w.SETTLED)()),
            ]
        )
    )
    st.code(file.sha256, language=None)
