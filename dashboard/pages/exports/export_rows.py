"""The monthly files: made when asked for, shown with their manifest, then downloaded."""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat, rows_to_come, write_file
from billing_core.export.sheets import ExportKind
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import require_may_export
from billing_core.rules.calendar import Month
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.exports import words as w
from dashboard.parts import desk
from dashboard.parts.downloading import MadeDownload, download_button, forget_link
from dashboard.parts.language import count, moment, won
from dashboard.parts.markup import facts

_MADE, _MADE_FOR = "exports_made", "exports_made_for"


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
            row = st.container(horizontal=True, vertical_alignment="center")
            with row:
                st.markdown(f"**{name()}**  \n:gray[{description()}]", width="stretch")
                asked = st.button(w.MAKE(), key=f"exports_make_{kind.name.lower()}")
            # A place of its own in every run, so that what stands below never moves.
            with st.container():
                if asked:
                    forget_link(_key(kind))
                    made = {**made, kind: _make(kind, month, file_format)}
                    st.session_state[_MADE] = made
                    st.session_state[_MADE_FOR] = wanted
            if kind in made:
                with row:
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
    made = MadeDownload(facts, file.kept)
    download_button(w.DOWNLOAD(), facts.file_name, lambda _why: made, key=_key(kind))


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
