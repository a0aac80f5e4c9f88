"""Columns of a payments file that look like states, and whether somebody has chosen by them.

A shop's list has its failed and cancelled payments too, all with an amount. Which rows are
payments is for a person to say, and nothing is taken before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from billing_core.history.heading import plain
from billing_core.history.mapping import FileMapping
from billing_core.history.state_words import (
    NAME_OF_STATES,
    NAME_TELLS,
    NAME_TELLS_NOTHING,
    SAYS_NO,
    TELLING,
)
from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, file_flaw

FEW = 12
KEPT_VALUES = 200
SAID_VALUES = 20
LONGEST_STATE = 20
# Two of these in one column are a yes and a no, however few the rows.
YES_OR_NO = frozenset(
    ["1", "0", "y", "n", "yes", "no", "t", "f", "true", "false", "o", "x", "예", "아니오"]
)
_NUMBER = re.compile(r"(?:0|[1-9][0-9,]*)(?:\.[0-9]+)?(?:원|%)?")
_DATE = re.compile(r"[0-9]{2,4}[-./년]?.?[0-9]{1,2}[-./월]?.?[0-9]{1,2}.*")


@dataclass(frozen=True)
class StateColumn:
    """A column of states. `values`: those that tell something first, at most SAID_VALUES in all."""

    name: str
    values: tuple[str, ...]
    telling: bool

    def __str__(self) -> str:
        values = ", ".join(value or '""' for value in self.values)
        return f"{self.name}({values})"


@dataclass
class _Column:
    name: str
    place: int
    rows: int = 0
    seen: dict[str, None] = field(default_factory=dict)
    telling: dict[str, None] = field(default_factory=dict)

    def meet(self, text: str, words: re.Pattern[str]) -> None:
        value = plain(text[:KEPT_VALUES])
        if len(self.seen) < KEPT_VALUES:
            self.seen[text] = None
        if len(self.telling) < SAID_VALUES and self._tells(value, words):
            self.telling[value] = None

    def _tells(self, value: str, words: re.Pattern[str]) -> bool:
        if value.lower() in SAYS_NO:
            return False
        by_name = NAME_TELLS.search(self.name) and not NAME_TELLS_NOTHING.search(self.name)
        return bool(by_name or words.search(value))

    def found(self) -> StateColumn | None:
        values = dict.fromkeys(plain(text) for text in self.seen)
        if not self.telling and not self._sorts(list(values)):
            return None
        others = [value for value in values if value not in self.telling]
        said = (*self.telling, *others)[:SAID_VALUES]
        return StateColumn(self.name, said, telling=bool(self.telling))

    def _sorts(self, values: list[str]) -> bool:
        """Few values that come again and again, or a name that says what they are."""
        if not 2 <= len(values) <= FEW or any(len(value) > LONGEST_STATE for value in values):
            return False
        if NAME_OF_STATES.search(self.name):
            return True
        written = [value for value in values if value]
        if len(values) == 2 and {value.lower() for value in written} <= YES_OR_NO:
            return True
        if all(map(_NUMBER.fullmatch, written)) or all(map(_DATE.fullmatch, written)):
            return False
        return self.rows >= 2 * len(values)


class StateWatch:
    """Watches the columns that nobody reads, in the rows that would be taken; memory stays flat."""

    def __init__(self, unread: Sequence[tuple[int, str]], words: re.Pattern[str] = TELLING) -> None:
        self._columns = [_Column(name, place) for place, name in unread]
        self._words = words

    def see(self, cells: Sequence[str]) -> None:
        for column in self._columns:
            text = cells[column.place]
            column.rows += 1
            if text not in column.seen:
                column.meet(text, self._words)

    def found(self) -> list[StateColumn]:
        """The columns of states that were found, those that tell something first."""
        found = [each for each in (column.found() for column in self._columns) if each]
        return sorted(found, key=lambda each: not each.telling)


def unanswered(
    mapping: FileMapping, payments: StateWatch, refunds: StateWatch
) -> list[StateColumn]:
    """The columns by which a person still has to choose. Who chose by one has looked at the
    states; another column then asks only where it tells something of the rows that are left."""
    if mapping.every_row:
        return []
    found = [each for each in payments.found() if each.telling or not mapping.only]
    failed = [] if mapping.refunds else [each for each in refunds.found() if each.telling]
    return list({each.name: each for each in (*failed, *found)}.values())


def must_choose(columns: Sequence[StateColumn]) -> FileFlaw:
    """The flaw of a file of which nothing is taken before a person has chosen."""
    return file_flaw(FileFlawCode.CHOOSE_ROWS, columns=tuple(map(str, columns)))
