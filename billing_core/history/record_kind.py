"""The interface of a kind of history file: how its rows are read, compared and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from billing_core.history.destination import Destination
from billing_core.history.instants import TimeReading
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.file_flaw import Origin

Record = TypeVar("Record", bound=tuple[Any, ...])
Placed = tuple[int, Record]  # with the line of the file it stood on


@dataclass(frozen=True)
class Added:
    """What one helping of new rows brought; whole won."""

    members: int = 0
    won: int = 0


class RecordKind(Protocol, Generic[Record]):
    """One kind of file. A record's first field is its number.

    `compared`: how many first fields have to be the same for two records to be the same.
    """

    compared: int

    def read(self, row: Mapping[str, str], reading: TimeReading) -> Record:
        """Parses a row. Raises BadCell."""
        ...

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """What the book has under these numbers: the fields that are compared."""
        ...

    def origin(self, session: Session, number: str) -> Origin:
        """Where a row that the book has came from."""
        ...

    def add(self, into: Destination, new: Sequence[Placed[Record]]) -> Added:
        """Writes rows that the book does not have."""
        ...

    def left_out(self, record: Record) -> Exclusion | None:
        """Why it is kept and never counted; None when it counts."""
        ...
