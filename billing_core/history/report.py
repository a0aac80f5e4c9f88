"""What an import did, or, as a dry run, would do."""

from dataclasses import dataclass

from billing_core.history.alike_members import AlikeMembers
from billing_core.history.file_kind import FileKind
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.file_flaw import BadRow
from billing_core.rules.file_form import FileForm
from billing_core.rules.payment_pair import PaymentPair


@dataclass(frozen=True)
class ExcludedRow:
    """A row that was read and kept, but never counts. `line` counts the heading as 1."""

    line: int
    subject: str
    why: Exclusion


@dataclass(frozen=True)
class FileReport:
    """Rows of one file: `rows_read` = `rows_new` + those the book (or the file) already had.

    `won` is what the new payments add to the ledger, `refunded_won` what the `refunds_new` take
    from it; refunds that stand in columns of a payment's row are no rows. `skipped` counts the
    rows that the mapping leaves out, by their value, and `cards_masked` the cells in which a card
    number was masked. `form` is how the file was found to be written.
    """

    kind: FileKind
    file_name: str
    sha256: str
    form: FileForm
    rows_read: int
    rows_new: int
    members_new: int
    won: int
    refunds_new: int
    refunded_won: int
    excluded: tuple[ExcludedRow, ...]
    skipped: tuple[tuple[str, int], ...]
    cards_masked: int = 0

    @property
    def rows_known(self) -> int:
        return self.rows_read - self.rows_new


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `bad_rows` and `bad_count` only of a dry run: otherwise they are an
    ImportRefused. Each of `alike` is one of them, and a question that a person can answer.

    `same_as`: rows that may be payments of the book under another name; the first of
    `same_count`. While nobody has said what they are, nothing is taken: SamePaymentsUnclear.
    """

    files: tuple[FileReport, ...]
    dry_run: bool
    bad_rows: tuple[BadRow, ...] = ()
    bad_count: int = 0
    alike: tuple[AlikeMembers, ...] = ()
    same_as: tuple[PaymentPair, ...] = ()
    same_count: int = 0

    def of(self, kind: FileKind) -> FileReport:
        """The last file of that kind. Raises KeyError when none was given."""
        return {file.kind: file for file in self.files}[kind]
