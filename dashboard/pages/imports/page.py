"""가져오기: the company's own history, from its files or from the gateway's books; and what was
imported before, and by whom.
"""

from collections.abc import Sequence

from billing_core.desk.imported_files import ImportedFile, imported_files
from dashboard.pages.imports import words as w
from dashboard.pages.imports.import_files import import_files_section
from dashboard.pages.imports.import_gateway import import_gateway_section
from dashboard.parts import acting, address, desk, tables, turning
from dashboard.parts.language import moment
from dashboard.parts.markup import heading, section
from dashboard.parts.words import frame

MOST = 20


def imported_list(files: Sequence[ImportedFile]) -> None:
    if not files:
        return
    section(w.PAST())
    files = turning.first_of(files, MOST)
    tables.number_table(
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


with desk.reading() as session:
    past = imported_files(session, MOST + 1)
heading(frame.IMPORTS(), w.NOTE(), desk.now())
desk.say_only_looking()
sources = {code: words() for code, words in w.SOURCES.items()}
chosen = address.choose_view(w.FROM(), sources, key="imports_from", first="files")
if chosen == "gateway":
    import_gateway_section()
else:
    import_files_section()
acting.told_at("imports")
imported_list(past)
