"""내보내기: the monthly files, or all files of a year at once."""

import streamlit as st

from billing_core.export.monthly_file import FileFormat
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.overview import first_and_last_month
from billing_core.rules.calendar import Month, months_between
from dashboard.pages.exports import words as w
from dashboard.pages.exports.export_rows import export_rows, export_year_rows
from dashboard.parts import address, desk
from dashboard.parts.language import month_name
from dashboard.parts.markup import empty, heading, section
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame

heading(frame.EXPORTS(), w.NOTE(), desk.now())
with desk.reading() as session:
    edges = first_and_last_month(session)
if not desk.may_approve():
    empty(w.NO_FILES(), w.NO_FILES_NEXT())
elif edges is None:
    empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
else:
    months = months_between(*edges)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = Month.parse(
            address.choose_one(
                w.MONTH(),
                {str(month): month_name(month) for month in reversed(months)},
                key="exports_month",
                name=address.MONTH,
                width=220,
                first=str(Month.of(desk.now()).plus(-1)),  # the last that is over
            )
        )
        picked = address.choose_view(
            w.FORMAT(),
            {each: each.upper() for each in FileFormat},
            key="exports_format",
            first=FileFormat.XLSX,
            name="format",
        )
    file_format = FileFormat(picked)
    with desk.reading() as session:
        unread = unread_in_months(session, [month], desk.now())
    unread_note(unread, desk.now())
    st.caption(w.HOW_OF[file_format]())
    export_rows(month, file_format)
    section(w.YEAR_TITLE(), w.YEAR_HELP())
    export_year_rows(sorted({month.year for month in months}, reverse=True), file_format)
    st.caption(w.CARE())
