"""Whatever table stands in the room of words, also a new one: no code and no language is left out."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum

from billing_core import wording
from tests.wording.test_every_code_is_said import BLANKS, HANGUL

# Signs and names that are the same in both, a page's switch that names the other language, letters
# with their subject, and what says both at once.
SAID_OTHERWISE = {
    *("exclusions.EXCLUSIONS", "file_flaws.FORMS", "notices.CHANNELS", "refund_claims._SUM"),
    *("member_pages.FRAME", "notice_texts.FIRST_TEXTS", "roll_ups.OF_A_MONTH"),
    *("refusals.REFUSALS", "refusals.AT_DOORS", "refusals_at_doors.AT_DOORS"),
}
# Nothing, in both languages: a member has nothing to do about it, or it mends itself.
MAY_SAY_NOTHING = {"home_page.STATES", "home_page.WAYS_OUT", "preflight.TROUBLES"}
# Of an enum that another table has whole: parts by noun, what members are told, why in one word.
PARTS = ("OF_", "AT_", "TO_MEMBERS", "_WHY")


def tables() -> Iterator[tuple[str, object]]:
    for module in pkgutil.iter_modules(wording.__path__):
        for name, table in vars(
            importlib.import_module(f"{wording.__name__}.{module.name}")
        ).items():
            if isinstance(table, Mapping | tuple) and not name.startswith("__"):
                yield f"{module.name}.{name}", table


def pairs(table: object) -> Iterator[tuple[str, str]]:
    match table:
        case (str(korean), str(english)):
            yield korean, english
        case Mapping():
            for within in table.values():
                yield from pairs(within)
        case tuple():
            for within in table:
                yield from pairs(within)
        case _:
            pass


def test_every_pair_says_the_same_in_both_languages() -> None:
    said = [
        (name, korean, english)
        for name, table in tables()
        if name not in SAID_OTHERWISE
        for korean, english in pairs(table)
        if (korean or english) or name not in MAY_SAY_NOTHING
    ]
    assert len(said) > 1_500
    for name, korean, english in said:
        assert HANGUL.search(korean), (name, english)
        assert english, (name, korean)
        assert not HANGUL.search(english), (name, english)
        assert sorted(BLANKS.findall(korean)) == sorted(BLANKS.findall(english)), (name, korean)


def test_every_table_has_every_code() -> None:
    left_out: dict[str, list[Enum]] = {}
    for name, table in tables():
        if not isinstance(table, Mapping) or name.partition(".")[2].startswith(PARTS):
            continue
        if isinstance(first := next(iter(table), None), Enum):
            left_out[name] = [code for code in type(first) if code not in table]
    assert len(left_out) > 30
    assert {name: codes for name, codes in left_out.items() if codes} == {}
