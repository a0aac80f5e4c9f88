"""가져오기: look at a file of the company's own history, try it, then take it into the book."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.imported_files import imported_files
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from dashboard.parts.actor import ask_who
from dashboard.parts.desk import now, reading
from dashboard.parts.heading import empty, heading
from dashboard.parts.language import language
from dashboard.sections.import_preview import looked_at, matched
from dashboard.sections.import_trial import Order, bad_row_table, import_trial
from dashboard.sections.imported_list import imported_list
from dashboard.words import frame
from dashboard.words import imports as w

PAST_FILES = 20

with reading() as session:
    past = imported_files(session, PAST_FILES)
heading(frame.IMPORTS(), w.NOTE(), now())
ask_who()
with st.container(key=f"imports_upload_{language()}"):
    uploaded = st.file_uploader(
        w.UPLOAD(), type=["csv", "txt", "tsv", "xlsx", "xls"], key="imports_file"
    )
st.caption(w.UPLOAD_HINT())
if uploaded is None:
    empty(w.NO_FILE(), w.NO_FILE_NEXT())
else:
    source = SourceFile(uploaded.name, uploaded.getvalue())
    try:
        shown = looked_at(source, uploaded.file_id)
        mapping = matched(shown, uploaded.file_id)
        import_trial(Order(source, shown.kind, mapping, uploaded.file_id))
    except ImportRefused as refused:
        empty(w.UNREADABLE(), w.BAD_HINT())
        bad_row_table(refused.bad_rows)
imported_list(past)
