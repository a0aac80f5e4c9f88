"""A file that was refused as a whole, with every row that was the reason."""

from __future__ import annotations

from collections.abc import Sequence

from billing_core.rules.file_flaw import BadRow, FileFlawCode, FlawFact, file_flaw
from billing_core.rules.refusal import Refusal, RefusalCode

SHOWN_TO_PEOPLE = 20
NAMED_AT_MOST = 10_000  # beyond them rows are only counted: memory stays flat in any file


class BadRows:
    """All rows that are wrong, the first of them by name."""

    def __init__(self) -> None:
        self.named: list[BadRow] = []
        self.count = 0

    def add(self, bad: BadRow) -> None:
        self.count += 1
        if len(self.named) < NAMED_AT_MOST:
            self.named.append(bad)

    def add_file(self, others: BadRows) -> None:
        """Those of one file by their lines: what conflicts is found after what cannot be read."""
        in_order = sorted(others.named, key=lambda bad: bad.line)
        self.named += in_order[: NAMED_AT_MOST - len(self.named)]
        self.count += others.count


class ImportRefused(Refusal):
    """Nothing was imported. `bad_rows` names the bad rows, of which there are `count`;
    what is said shows the first twenty."""

    def __init__(self, bad_rows: Sequence[BadRow], count: int | None = None) -> None:
        self.bad_rows = tuple(bad_rows)
        self.count = len(bad_rows) if count is None else count
        shown = self.bad_rows[:SHOWN_TO_PEOPLE]
        others = self.count - SHOWN_TO_PEOPLE
        if others > 0:
            super().__init__(
                RefusalCode.IMPORT_REFUSED_OTHERS, count=self.count, rows=shown, others=others
            )
        else:
            super().__init__(RefusalCode.IMPORT_REFUSED, count=self.count, rows=shown)


def unreadable(file_name: str, code: FileFlawCode, **facts: FlawFact) -> ImportRefused:
    """The refusal of a file that cannot be read at all."""
    return ImportRefused([BadRow(file_name, 0, file_flaw(code, **facts))])
