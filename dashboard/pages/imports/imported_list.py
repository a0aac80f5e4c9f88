"""What was imported before, from files and from the gateway, and by whom."""

from collections.abc import Sequence

from billing_core.desk.imported_files import ImportedFile
from dashboard.pages.imports import words as w
from dashboard.parts.language import moment
from dashboard.parts.markup import section
from dashboard.parts.tables import number_table
from dashboard.parts.turning import first_of

MOST = 20


def imported_list(files: Sequence[ImportedFile]) -> None:
    if not files:
        return
    section(w.PAST())
    files = first_of(files, MOST)
    number_table(
        {
            w.WHENCE(): [_whence(file) for file in files],
            w.WHEN(): [moment(file.imported_at) for file in files],
            w.WHO(): [file.imported_by for file in files],
            w.ROWS_READ(): [file.rows_read for file in files],
            w.ROWS_NEW_THEN(): [file.rows_new for file in files],
            w.LEFT_OUT_THEN(): [file.excluded for file in files],
        },
        about=w.PAST(),
    )


def _whence(file: ImportedFile) -> str:
    """The gateway's books have no fingerprint: their name is the days that were read."""
    return file.file_name if file.sha256 else w.GATEWAY_WINDOW(window=file.file_name)
