"""A dry run of an import, every row it would refuse with its reason, then the import itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import FileMapping
from billing_core.history.refused import BadRow
from billing_core.history.report import FileReport, ImportReport
from billing_core.history.source_file import SourceFile
from dashboard.parts.acting import ask
from dashboard.parts.actor import current_actor, may_approve
from dashboard.parts.desk import now, the_system
from dashboard.parts.formatting import count, people, won
from dashboard.parts.heading import empty, section
from dashboard.parts.number_table import number_table
from dashboard.parts.people_html import facts
from dashboard.parts.plain_text import plain
from dashboard.words import imports as w

_TRIED = "imports_tried"


@dataclass(frozen=True)
class Order:
    """One file, what is in it, and how it is to be read."""

    source: SourceFile
    kind: FileKind
    mapping: FileMapping
    upload: str


def import_trial(order: Order) -> None:
    """A trial of another file, or of the same read otherwise, is forgotten."""
    section(w.TRY(), w.TRY_HINT())
    st.caption(w.TRY_HINT())
    if st.button(w.TRY_NOW(), key="imports_try", type="primary"):
        st.session_state[_TRIED] = (order, _try(order))
    tried, report = st.session_state.get(_TRIED, (None, None))
    if report is None or tried != order:
        return
    for file in report.files:
        _outcome(file)
    if report.bad_count:
        _refused(report)
    elif not any(file.rows_new for file in report.files):
        empty(w.NOTHING_NEW(), w.NOTHING_NEW_NEXT())
    else:
        _import_button(order, report.of(order.kind))


def _try(order: Order) -> ImportReport:
    slot = st.empty()

    def show(_file_name: str, rows: int) -> None:
        slot.caption(w.READING(rows=count(rows)))

    report = import_history(
        the_system().database,
        {order.kind: order.source},
        current_actor(),
        now(),
        mapping={order.kind: order.mapping},
        dry_run=True,
        on_rows=show,
    )
    slot.empty()
    return report


def _outcome(file: FileReport) -> None:
    st.html(
        facts(
            [
                (w.ROWS_READ(), count(file.rows_read)),
                (w.ROWS_NEW(), count(file.rows_new)),
                (w.ROWS_KNOWN(), count(file.rows_known)),
                (w.MEMBERS_NEW(), people(file.members_new)),
                (w.WON(), won(file.won)),
                (w.LEFT_OUT(), count(len(file.excluded))),
            ]
        )
    )
    for value, rows in file.skipped:
        st.caption(w.SKIPPED(n=count(rows), value=plain(value)))
    if file.excluded:
        with st.expander(w.EXCLUDED()):
            number_table(
                {
                    w.LINE(): [row.line for row in file.excluded],
                    w.NUMBER(): [row.subject for row in file.excluded],
                    w.WHY(): [row.reason for row in file.excluded],
                },
                narrow=(w.LINE(),),
                about=w.EXCLUDED(),
            )


def _refused(report: ImportReport) -> None:
    section(w.BAD(n=count(report.bad_count)))
    st.caption(w.BAD_HINT())
    bad_row_table(report.bad_rows)
    if report.bad_count > len(report.bad_rows):
        st.caption(w.BAD_NAMED(n=count(len(report.bad_rows))))


def bad_row_table(rows: tuple[BadRow, ...]) -> None:
    number_table(
        {w.LINE(): [row.line or None for row in rows], w.WHY(): [row.reason for row in rows]},
        narrow=(w.LINE(),),
        about=w.WHY(),
    )


def _import_button(order: Order, file: FileReport) -> None:
    with st.popover(w.IMPORT(), type="primary", disabled=not may_approve(), key="imports_open"):
        st.markdown(
            w.IMPORT_SENTENCE(
                rows=count(file.rows_new), won=won(file.won), members=people(file.members_new)
            )
        )
        st.button(
            w.IMPORT_NOW(),
            type="primary",
            key="imports_import",
            on_click=ask,
            args=(w.IMPORTING(), partial(_import, order)),
        )


def _import(order: Order) -> str:
    report = import_history(
        the_system().database,
        {order.kind: order.source},
        current_actor(),
        now(),
        mapping={order.kind: order.mapping},
    )
    st.session_state.pop(_TRIED, None)
    rows = report.of(order.kind).rows_new
    return w.IMPORTED(file=order.source.name, rows=count(rows))
