"""A file that was refused as a whole, with every row that was the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing_core.rules.refusal import Refusal, RefusalCode

SHOWN_TO_PEOPLE = 20
NAMED_AT_MOST = 10_000  # beyond them rows are only counted: memory stays flat in any file


@dataclass(frozen=True)
class BadRow:
    """`line` as a text editor counts it, the heading being 1; 0 means the file itself."""

    file_name: str
    line: int
    reason: str  # Korean

    def __str__(self) -> str:
        where = f"{self.file_name} {self.line}행" if self.line else self.file_name
        return f"{where}: {self.reason}"


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
        lines = [f"가져오지 않았습니다. 고쳐야 할 행이 {self.count:,}개 있습니다."]
        lines += [str(bad) for bad in bad_rows[:SHOWN_TO_PEOPLE]]
        if self.count > SHOWN_TO_PEOPLE:
            lines.append(f"그 밖에 {self.count - SHOWN_TO_PEOPLE:,}개")
        super().__init__(RefusalCode.IMPORT_REFUSED, said="\n".join(lines))
