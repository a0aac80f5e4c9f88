"""Finds a file's header row: people put titles above it and merge its cells."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from billing_core.history.cells import composed
from billing_core.history.sheet_rows import TextRow
from billing_core.rules.member_key import unseen_places

ROWS_LOOKED_AT = 20


@dataclass(frozen=True)
class Heading:
    """A header row. `rows_above` counts what was read before the first record, it included. Empty
    names behind the last one are none; one in between stands over a column without a name."""

    line: int
    names: tuple[str, ...]
    rows_above: int


def find_heading(rows: Sequence[TextRow], known: Collection[str]) -> Heading:
    """The header: the row, or two rows of merged cells, with most `known` names; first of equals.

    `rows` is the beginning of the file and not empty.
    """
    return max(_candidates(rows), key=lambda heading: len(set(heading.names) & set(known)))


def _candidates(rows: Sequence[TextRow]) -> Iterator[Heading]:
    above: tuple[str, ...] = ()
    for place, (line, cells) in enumerate(rows):
        names = tuple(plain(cell) for cell in cells)
        yield Heading(line, _cut(names), place + 1)
        if len(above) == len(names):  # a merged cell has its text in the upper of the two
            both = tuple(low or high for low, high in zip(names, above, strict=True))
            yield Heading(line, _cut(both), place + 1)
        above = names


def _cut(names: tuple[str, ...]) -> tuple[str, ...]:
    last = max((place for place, name in enumerate(names, start=1) if name), default=0)
    return names[:last]


def plain(name: str) -> str:
    """A name as it is compared: lines and blanks within it are one blank, and what nobody sees is
    nothing."""
    written = composed(" ".join(name.split()))
    unseen = unseen_places(written)
    return (
        "".join(sign for place, sign in enumerate(written) if place not in unseen).strip()
        if unseen
        else written
    )
