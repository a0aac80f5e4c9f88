"""All files of a year in one zip, made in front of the person with a bar, and their manifest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.export.bundle import ExportProgress, export_year
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import require_may_export
from billing_core.rules.refusal import Refusal
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.exports import words as w
from dashboard.parts import asking, desk
from dashboard.parts.downloading import MadeDownload, download_button, forget_link
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import count, moment
from dashboard.parts.markup import plain
from dashboard.parts.noting import note_refused
from dashboard.parts.tables import number_table

_MADE, _PASSWORD = "exports_year_made", "exports_year_password"
_DOWNLOAD = "exports_download_year"


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
            forget_link(_DOWNLOAD)
            st.session_state[_MADE] = _make(year, file_format)
        made: MadeYear | None = st.session_state.get(_MADE)
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


def _make(year: int, file_format: FileFormat) -> MadeYear:
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
    download_button(
        w.DOWNLOAD_YEAR(n=count(len(made.files))),
        name,
        lambda _why: MadeDownload(facts, made.kept),
        key=_DOWNLOAD,
        icon="folder_zip",
        grave=True,
    )
    if made.files:
        number_table(
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
