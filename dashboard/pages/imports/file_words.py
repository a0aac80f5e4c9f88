"""Why a row of a history file is refused, and how the file is written, in the page's language."""

from dataclasses import replace

from billing_core.rules.file_flaw import BadRow, FileFlaw
from billing_core.rules.file_form import FileForm
from billing_core.wording.file_flaws import FORMS, bad_row_said
from dashboard.parts.language import language
from dashboard.parts.shown_members import member_id


def row_said(row: BadRow) -> str:
    """Why the row is refused; the file's own word for the column stays as it is."""
    return bad_row_said(replace(row, flaw=_shown(row.flaw)), language().place)


def _shown(flaw: FileFlaw) -> FileFlaw:
    """What the book knows otherwise may be whose payment it is."""
    known = flaw.facts.get("known")
    if not isinstance(known, tuple):
        return flaw
    shown = tuple(member_id(each) if isinstance(each, str) else each for each in known)
    return replace(flaw, facts={**flaw.facts, "known": shown})


def form_said(form: FileForm) -> str:
    return FORMS[form][language().place]
