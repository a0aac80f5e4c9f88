"""Cells written to hold up whoever reads them: forty thousand letters of the worst kind.

No clock is asked. That no pattern ever meets a long text is seen where all rows come through; what
loops over letters is watched at how many it looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from billing_core.history import cells, instants, spoiled, table, zones
from billing_core.history.cells import BadCell
from billing_core.history.file_kind import FileKind
from billing_core.history.instants import TimeReading
from billing_core.history.limits import MOST_LETTERS
from billing_core.rules.file_flaw import FileFlawCode
from billing_core.rules.member_key import told_apart, unseen_places
from tests.history.desk import Desk
from tests.numbers.book import seoul

AT_HOME = TimeReading(seoul("2026-11-23 09:00"), ZoneInfo("Asia/Seoul"), ("%d/%m/%Y %p %H",))
WORST = {
    "digits": "9",
    "blanks": " .",
    "groups": "1,234",
    "brackets": "(",
    "dots": "0.",
    "zones": "Z",
    "offsets": "+09:00",
    "days": "2025-01-01 ",
    "marks on a letter": "\u0323\u0301",
    "joiners": "\u200d",
    "selectors": "\ufe0f\u200d",
    "half a letter": "\u1100\u1161",
    "flags": "\U0001f3f4\U000e0067",
    "words of states": "chargebac",
}
HOSTILE = [f"1{letters * (40_000 // len(letters))}x" for letters in WORST.values()]


@pytest.mark.parametrize("kind", FileKind)
def test_whatever_column_it_stands_in_each_is_refused_by_its_line_before_it_is_read(
    sqlite_desk: Desk, kind: FileKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[int] = []

    def composed(text: str) -> str:
        met.append(len(text))
        return cells.composed(text)

    monkeypatch.setattr(table, "composed", composed)
    columns = kind.columns
    rows = [
        ["x" if other != column else f'"{text}"' for other in columns]
        for column in columns
        for text in HOSTILE
    ]
    content = "\n".join([",".join(columns), *map(",".join, rows)])

    report = sqlite_desk.takes(dry_run=True, **{str(kind): content})

    assert {bad.flaw.code for bad in report.bad_rows} == {FileFlawCode.CELL_TOO_LONG}
    assert [bad.line for bad in report.bad_rows] == list(range(2, len(rows) + 2))
    assert max(met) == MOST_LETTERS + 1


@pytest.mark.parametrize("text", HOSTILE, ids=list(WORST))
@pytest.mark.parametrize(
    "read",
    [
        partial(cells.read_money, "amount"),
        partial(cells.read_id, "imp_uid", longest=60),
        partial(cells.read_key, "merchant_uid", longest=120),
        partial(cells.read_name, "name", longest=120),
        partial(cells.read_note, "card_number", longest=40),
        cells.read_member_id,
        cells.read_reason,
        partial(instants.read_instant, "paid_at", reading=AT_HOME),
    ],
)
def test_whoever_is_handed_one_all_the_same_looks_at_its_length_first(
    read: Callable[[str], object], text: str
) -> None:
    with pytest.raises(BadCell):
        read(text)
    assert zones.zone_behind(text) == (text, None)
    assert not cells.is_negative(text)
    spoiled.require_unspoiled("imp_uid", text)


class Watched(str):
    """Counts the letters that are cut out of it."""

    looked_at = 0

    def __getitem__(self, place: object) -> str:
        part = super().__getitem__(place)  # type: ignore[index]
        self.looked_at += len(part)
        return part


@pytest.mark.parametrize("letters", WORST.values(), ids=list(WORST))
def test_letters_that_nobody_sees_are_found_by_looking_at_each_a_few_times(letters: str) -> None:
    """Forty thousand joiners took 26 s: for each of them all letters before it were looked at."""
    text = Watched(letters * (4_000 // len(letters)))

    unseen_places(text, as_drawn=True)
    told_apart(text)

    assert text.looked_at <= 20 * len(text)
