"""내보내기: the monthly files."""

from __future__ import annotations

import streamlit as st

from billing_core.analytics.overview import first_and_last_month
from billing_core.rules.calendar import Month, months_between
from dashboard.parts.desk import now, reading
from dashboard.parts.formatting import month_name
from dashboard.parts.heading import empty, heading
from dashboard.sections.export_rows import export_rows
from dashboard.words import exports as w
from dashboard.words import frame

heading(frame.EXPORTS(), w.NOTE(), now())
with reading() as session:
    edges = first_and_last_month(session)
if edges is None:
    empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
else:
    newest_first = [str(month) for month in reversed(months_between(*edges))]
    chosen = st.selectbox(
        w.MONTH(),
        newest_first,
        key="exports_month",
        format_func=lambda each: month_name(Month.parse(each)),
        placeholder=w.MONTH(),
        filter_mode=None,
        width=220,
    )
    st.caption(w.HOW())
    export_rows(Month.parse(str(chosen)))
    st.caption(w.CARE())
