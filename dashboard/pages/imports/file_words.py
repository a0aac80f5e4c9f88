"""Why a row of a history file is refused, and how the file is written, in the page's language."""

from __future__ import annotations

from billing_core.rules.file_flaw import BadRow
from billing_core.rules.file_form import FileForm
from billing_core.wording.file_flaws import FORMS, bad_row_said
from dashboard.parts.language import language


def row_said(row: BadRow) -> str:
    """Why the row is refused; the file's own word for the column stays as it is."""
    return bad_row_said(row, language().place)


def form_said(form: FileForm) -> str:
    return FORMS[form][language().place]
