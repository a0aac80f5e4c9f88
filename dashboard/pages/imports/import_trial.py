"""A dry run of an import, every row it would refuse with its reason, then the import itself."""

from functools import partial

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.forgetting.known_again import ForgottenIds, forgotten_ids
from billing_core.history.import_history import HistoryFile, import_files
from billing_core.history.report import FileReport, ImportReport
from billing_core.rules.file_flaw import FileFlawCode
from billing_core.rules.same_payment import SamePayments
from dashboard.pages.imports import import_same
from dashboard.pages.imports import words as w
from dashboard.pages.imports.bad_rows import bad_row_table
from dashboard.parts import acting, codes_said, desk, tables
from dashboard.parts.language import count, people, won
from dashboard.parts.markup import empty, facts, plain, section

_TRIED = "imports_tried"
ASKED = (FileFlawCode.ALIKE_MEMBERS, FileFlawCode.ALIKE_BUT_ZEROS)  # each is a question above
Files = tuple[HistoryFile, ...]


def import_trial(files: Files) -> None:
    """The dry run and, after it, the import. A dry run of other files, or of the same read
    otherwise, is not shown."""
    section(w.TRY(), w.TRY_HINT())
    st.caption(w.TRY_HINT())
    as_found, files = files, import_same.answered(files)
    if st.button(w.TRY_NOW(), key="imports_try", type="primary"):
        same = import_same.said_same(as_found)
        report = _try(files, same)
        st.session_state[_TRIED] = (as_found, (files, same), report)
        import_same.ask_same(as_found, report.same_as, report.same_count)
    found, tried, report = st.session_state.get(_TRIED, (None, None, None))
    if report is None or found != as_found:
        return
    if report.alike:
        import_same.ask_alike(report.alike)
    else:  # before that it is not known who is whom
        import_same.show_same(as_found, w.SAME_HINT())
    if tried != (files, import_same.said_same(as_found)):
        return
    _say(files, report, import_same.said_same(as_found))


def _say(files: Files, report: ImportReport, same: SamePayments | None) -> None:
    if not report.alike and not report.same_count:
        _outcome(report)
    if report.bad_count:
        _refused(report, several=len(files) > 1)
    elif report.same_count:
        return
    elif not any(file.rows_read for file in report.files):
        empty(w.NO_ROWS(), w.NO_ROWS_NEXT())
    elif not any(file.rows_new or file.refunds_new for file in report.files):
        empty(w.NOTHING_NEW(), w.NOTHING_NEW_NEXT())
    else:
        _import_button(files, report, same)


def _try(files: Files, same: SamePayments | None) -> ImportReport:
    slot = st.empty()

    def show(file_name: str, rows: int) -> None:
        slot.caption(w.READING(file=plain(file_name), rows=count(rows)))

    report = import_files(
        desk.the_system().database,
        files,
        desk.current_actor(),
        desk.now(),
        dry_run=True,
        same_payments=same,
        on_rows=show,
        forgotten=_forgotten,
    )
    slot.empty()
    return report


def _forgotten(session: Session) -> ForgottenIds:
    return forgotten_ids(session, desk.the_system().settings)


def _outcome(report: ImportReport) -> None:
    if len(report.files) > 1:
        _outcomes(report.files)
    else:
        for file in report.files:
            _outcome_of(file)
    for file in report.files:
        for value, rows in file.skipped:
            st.caption(w.SKIPPED(n=count(rows), value=plain(value)))
        if file.cards_masked:
            st.caption(w.CARDS_MASKED(n=count(file.cards_masked)))
        if file.excluded:
            _left_out(file, several=len(report.files) > 1)


def _outcome_of(file: FileReport) -> None:
    st.html(
        facts(
            [
                (w.ROWS_READ(), count(file.rows_read)),
                (w.ROWS_NEW(), count(file.rows_new)),
                (w.ROWS_KNOWN(), count(file.rows_known)),
                (w.MEMBERS_NEW(), people(file.members_new)),
                (w.WON(), won(file.won)),
                *([(w.REFUNDED(), won(file.refunded_won))] if file.refunds_new else []),
                (w.LEFT_OUT(), count(len(file.excluded))),
            ]
        )
    )


def _outcomes(files: tuple[FileReport, ...]) -> None:
    tables.number_table(
        {
            w.FILE(): [file.file_name for file in files],
            w.KIND_OF(): [w.KINDS[file.kind]() for file in files],
            w.ROWS_READ(): [file.rows_read for file in files],
            w.ROWS_NEW(): [file.rows_new for file in files],
            w.ROWS_KNOWN(): [file.rows_known for file in files],
            w.MEMBERS_NEW(): [file.members_new for file in files],
            w.WON(): [file.won for file in files],
            w.REFUNDED(): [file.refunded_won for file in files],
            w.LEFT_OUT(): [len(file.excluded) for file in files],
        },
        money=(w.WON(), w.REFUNDED()),
        about=w.TRY(),
    )


def _left_out(file: FileReport, *, several: bool) -> None:
    title = f"{plain(file.file_name)} · {w.EXCLUDED()}" if several else w.EXCLUDED()
    with st.expander(title):
        tables.number_table(
            {
                w.LINE(): [row.line for row in file.excluded],
                w.NUMBER(): [row.subject for row in file.excluded],
                w.WHY(): [codes_said.exclusion_said(row.why) for row in file.excluded],
            },
            narrow=(w.LINE(),),
            about=w.EXCLUDED(),
        )


def _refused(report: ImportReport, *, several: bool) -> None:
    rows = [row for row in report.bad_rows if row.flaw.code not in ASKED]
    if not rows:
        return
    section(w.BAD(n=count(report.bad_count - len(report.alike))))
    st.caption(w.BAD_HINT())
    bad_row_table(rows, several=several)
    if report.bad_count > len(report.bad_rows):
        st.caption(w.BAD_NAMED(n=count(len(report.bad_rows))))


def _import_button(files: Files, report: ImportReport, same: SamePayments | None) -> None:
    words = w.IMPORT_SENTENCE if len(files) == 1 else w.IMPORT_SENTENCE_OF_FILES
    with st.popover(
        w.IMPORT(), type="primary", disabled=not desk.may_approve(), key="imports_open"
    ):
        st.markdown(
            words(
                n=count(len(files)),
                rows=count(sum(file.rows_new for file in report.files)),
                won=won(sum(file.won for file in report.files)),
                members=people(sum(file.members_new for file in report.files)),
            )
        )
        if refunded := sum(file.refunded_won for file in report.files):
            st.markdown(w.IMPORT_REFUNDS(won=won(refunded)))
        st.button(
            w.IMPORT_NOW(),
            type="primary",
            key="imports_import",
            on_click=acting.ask,
            args=(w.IMPORTING(), partial(_import, files, same)),
            kwargs={"place": "imports"},
        )


def _import(files: Files, same: SamePayments | None) -> str:
    report = import_files(
        desk.the_system().database,
        files,
        desk.current_actor(),
        desk.now(),
        same_payments=same,
        forgotten=_forgotten,
    )
    st.session_state.pop(_TRIED, None)
    import_same.forget_answers()
    import_same.forget_same()
    rows = count(sum(file.rows_new for file in report.files))
    if len(files) == 1:
        return w.IMPORTED(file=files[0].source.name, rows=rows)
    return w.IMPORTED_FILES(n=count(len(files)), rows=rows)
