"""The columns of states by which a person has to choose rows, found by reading all of a file."""

from billing_core.history.cells import BadCell
from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import FileMapping
from billing_core.history.sheet_rows import BrokenFile
from billing_core.history.sort_rows import Sort, sort_row
from billing_core.history.source_file import SourceFile
from billing_core.history.state_words import NEVER_CAME
from billing_core.history.states import StateColumn, StateWatch, unanswered
from billing_core.history.table import open_table


def ask_states(source: SourceFile, kind: FileKind, mapping: FileMapping) -> tuple[StateColumn, ...]:
    """The columns of states that are still unanswered under this mapping. Rows that cannot be
    read are left to the trial, which names them. Raises ImportRefused."""
    if kind is not FileKind.PAYMENTS or mapping.every_row:
        return ()
    table = open_table(source, kind, mapping)
    payments = StateWatch(table.unread())
    refunds = StateWatch(table.unread(), NEVER_CAME)
    try:
        for _, cells in table.rows:
            try:
                row = table.named(cells)
            except BadCell:
                continue
            sort = sort_row(table, row, cells)
            if sort is not Sort.SKIPPED and not table.is_heading(cells):
                (refunds if sort is Sort.REFUND else payments).see(cells)
    except BrokenFile:
        pass
    return tuple(unanswered(mapping, payments, refunds))
