"""The monthly files, and all files of a year in one zip: made when asked for, shown with their
manifest, then downloaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.export.bundle import ExportProgress, export_year
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat, rows_to_come, write_file
from billing_core.export.sheets import ExportKind
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import require_may_export
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.exports import words as w
from dashboard.parts import acting, asking, desk, downloading, tables
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import count, moment, won
from dashboard.parts.markup import facts, plain
from dashboard.parts.noting import note_refused

_MADE, _MADE_FOR = "exports_made", "exports_made_for"
_MADE_YEARS, _PASSWORD = "exports_year_made", "exports_year_password"
_DOWNLOAD = "exports_download_year"


@dataclass(frozen=True)
class MadeFile:
    facts: FileFacts
    kept: KeptFile = field(repr=False)


def export_rows(month: Month, file_format: FileFormat) -> None:
    """A row for each monthly file. One made for another month or format is hidden, and its link
    with it."""
    wanted = f"{month} {file_format}"
    made: dict[ExportKind, MadeFile] = {}
    if st.session_state.get(_MADE_FOR) == wanted:
        made = st.session_state[_MADE]
    for kind, (name, description) in w.KINDS.items():
        with st.container(border=True, key=f"exports_{kind.name.lower()}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{name()}**  \n:gray[{description()}]", width="stretch")
                asked = st.button(w.MAKE(), key=f"exports_make_{kind.name.lower()}")
            # A place of its own in every run, so that what stands below never moves.
            with st.container():
                if asked:
                    downloading.forget_link(_key(kind))
                    made = {**made, kind: _make(kind, month, file_format)}
                    st.session_state[_MADE] = made
                    st.session_state[_MADE_FOR] = wanted
            if kind in made:
                acting.told_at(_key(kind))  # on a line of its own: a tablet is narrow
                with st.container(horizontal=True, vertical_alignment="center"):
                    _download(kind, made[kind], file_format)
                _manifest(made[kind].facts)


def _make(kind: ExportKind, month: Month, file_format: FileFormat) -> MadeFile:
    require_may_export(desk.current_actor())
    kept, bar = KeptFile(), st.empty()
    with st.spinner(w.MAKING()), desk.reading() as session:
        moving = row_bar(bar.progress, rows_to_come(session, kind, month))
        told = write_file(
            kept.out, session, kind, month, desk.as_of(), file_format=file_format, on_rows=moving
        )
    bar.empty()
    return MadeFile(told, kept)


def row_bar(move: Callable[[float, str], object], rows: int | None) -> Callable[[int], None]:
    """A progress callback for the rows done; a file made before its first call shows no bar."""

    def show(done: int) -> None:
        if rows:
            share = min(done / rows, 1.0)
            move(share, w.PROGRESS(rows=count(max(rows, done)), done=count(done)))

    return show


def _key(kind: ExportKind) -> str:
    return f"exports_download_{kind.name.lower()}"


def _download(kind: ExportKind, file: MadeFile, file_format: FileFormat) -> None:
    facts = DownloadFacts(
        DownloadKind.MONTHLY_FILE,
        file.facts.name,
        file_format.mime,
        file.facts.rows,
        file.facts.sha256,
    )
    made = downloading.MadeDownload(facts, file.kept)
    downloading.file_button(w.DOWNLOAD(), facts.file_name, lambda _why: made, key=_key(kind))


def _manifest(file: FileFacts) -> None:
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
    st.caption(w.UNCHANGED())
    st.code(file.sha256, language=None)


@dataclass(frozen=True)
class MadeYear:
    year: int
    file_format: FileFormat
    files: Sequence[FileFacts]
    sha256: str
    kept: KeptFile = field(repr=False)


def export_year_rows(years: Sequence[int], file_format: FileFormat) -> None:
    """The year's zip and its manifest. One made for another year or format is hidden, and its link
    with it."""
    with st.container(border=True, key="exports_year_files"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            year = st.selectbox(
                w.YEAR(),
                years,
                key="exports_year",
                format_func=lambda each: w.YEAR_NAME(year=each),
                placeholder=w.YEAR(),
                filter_mode=None,
                width=160,
            )
            asking.password_field(_PASSWORD)
            pressed = st.button(w.MAKE_YEAR(), key="exports_make_year")
        if pressed and _is_allowed():
            downloading.forget_link(_DOWNLOAD)
            st.session_state[_MADE_YEARS] = _make_year(year, file_format)
        made: MadeYear | None = st.session_state.get(_MADE_YEARS)
        if made is not None and (made.year, made.file_format) == (year, file_format):
            _show(made)


def _is_allowed() -> bool:
    """Everything about everybody in one file: the password is asked for again."""
    try:
        asking.require_proof(_PASSWORD)
    except Refusal as refusal:
        note_refused(refusal, desk.shown_actor())
        st.warning(plain(sentence_for(refusal)), icon=":material/block:")
        return False
    return True


def _make_year(year: int, file_format: FileFormat) -> MadeYear:
    require_may_export(desk.current_actor())
    kept, at = KeptFile(), desk.as_of()
    bar = st.progress(0.0, w.MAKING())
    with desk.reading() as session:
        files = export_year(
            kept.out, session, year, at, formats=(file_format,), on_progress=_moving(bar.progress)
        )
    bar.empty()
    return MadeYear(year, file_format, files, kept.sha256(), kept)


def _moving(move: Callable[[float, str], object]) -> Callable[[ExportProgress], None]:
    def show(progress: ExportProgress) -> None:
        text = w.YEAR_PROGRESS(
            done=count(progress.files_done),
            files=count(progress.files),
            name=progress.file_name,
            rows=count(progress.rows),
        )
        move(progress.files_done / progress.files, text)

    return show


def _show(made: MadeYear) -> None:
    name = w.YEAR_FILE.ko.format(year=made.year, format=made.file_format)
    facts = DownloadFacts(
        DownloadKind.YEAR,
        name,
        "application/zip",
        sum(file.rows for file in made.files),
        made.sha256,
    )
    downloading.file_button(
        w.DOWNLOAD_YEAR(n=count(len(made.files))),
        name,
        lambda _why: downloading.MadeDownload(facts, made.kept),
        key=_DOWNLOAD,
        icon="folder_zip",
        grave=True,
    )
    if made.files:
        tables.number_table(
            {
                w.FILE(): [file.name for file in made.files],
                w.ROWS(): [file.rows for file in made.files],
                w.TOTAL(): [file.total for file in made.files],
                w.STATE(): [
                    (w.PROVISIONAL if file.provisional else w.SETTLED)() for file in made.files
                ],
                w.AS_OF(): [moment(file.as_of) for file in made.files],
                w.SHA(): [file.sha256 for file in made.files],
            },
            money=(w.TOTAL(),),
            about=w.YEAR_TITLE(),
        )
