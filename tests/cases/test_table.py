"""Every handed case has its stories, and the page of the lifecycle shows which."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "lifecycle.md"
BEGIN, END = "<!-- drawn by tests/cases/test_table.py -->", "<!-- end of the cases -->"
CASE = re.compile(r"\b(L\d{1,2}|files/[\w.]+)")
# What each case is one of; the rule it broke in brackets.
KINDS = {
    "L1": "order of arrival is not order of events (F1)",
    "L2": "a registration from before a stop begins nothing (F1)",
    "L3": "a window left open begins nothing (F1)",
    "L4": "a charge buys by its own terms (F2)",
    "L5": "a card change is no sale",
    "L6": "keys that nobody needs are deleted",
    "L7": "every card is looked through (F5)",
    "L8": "budgets refill (F7)",
    "L9": "a first charge is never lost in silence (F7)",
    "L10": "our own bookings are read by name (F5)",
    "L11": "absence is proved over all that can exist (F5)",
    "L12": "what was read is known (F9)",
    "L13": "other hands are asked about, not undone",
    "L14": "every live state has a deadline (F6)",
    "L15": "work belongs to one subscription",
    "L16": "clocks differ",
    "L17": "nothing for a time already over (F11)",
    "L18": "after a long sleep one question, nothing past (F11)",
    "L19": "the vendor's recovery is declared",
    "L20": "a retry that cannot help is refused, one that can is moved",
    "L21": "a late approval buys by its own terms (F2)",
    "L22": "money back has consequences (F10)",
    "L23": "every check can be turned green (F12)",
    "L24": "a refund closes what it answers (F10)",
    "L25": "two people are each told the truth (F10)",
    "L26": "refunds are facts, not positions (F8)",
    "L27": "impossible money is left out and told (F8)",
    "L28": "a poison row stops nothing else (F8)",
    "L29": "more is never overwritten by less (F3)",
    "L30": "an unknown owner is not another (F3)",
    "L31": "one payment, several names (F4)",
    "L32": "never green while a charge is unclear (F12)",
    "L33": "every red line has its date, won and cure (F12)",
}


def stories() -> dict[str, list[str]]:
    """Case -> the tests that tell it, `file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(HERE.glob("test_*.py")):
        for name, cases in _told_in(path):
            for case in cases:
                found[case].append(f"{path.stem}::{name}")
    return found


def _told_in(path: Path) -> Iterator[tuple[str, set[str]]]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first_words = (ast.get_docstring(node) or "").partition(":")[0]
            yield node.name, set(CASE.findall(first_words))


def test_every_case_has_a_story() -> None:
    told = stories()
    assert [case for case in KINDS if case not in told] == []


def test_the_page_shows_every_case_with_its_stories() -> None:
    """To draw it anew: `python -m tests.cases.test_table`."""
    assert _drawn() in PAGE.read_text(encoding="utf-8")


def _drawn() -> str:
    told = stories()
    files = sorted(case for case in told if case.startswith("files/"))
    kinds = KINDS | dict.fromkeys(files, "a file says what it is")
    lines = [BEGIN, "", "| case | kind | stories in `tests/cases` |", "|---|---|---|"]
    for case, kind in kinds.items():
        names = "<br>".join(f"`{name}`" for name in told[case])
        lines.append(f"| {case} | {kind} | {names} |")
    return "\n".join([*lines, "", END])


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + _drawn() + rest.partition(END)[2], encoding="utf-8")
