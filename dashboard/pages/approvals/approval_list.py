"""A Streamlit component: the rows that wait for approval, walked and chosen by mouse, thumb or keys.

It only draws and tells; what follows is decided in Python. What it tells comes from a browser:
numbers that it was not given are nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.pages.approvals import words as w

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "billing_desk_approvals",
    html='<div class="bd-approvals"></div>',
    css=(_HERE / "approval_list.css").read_text(encoding="utf-8"),
    js=(_HERE / "approval_list.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_SEQ = "{}_seq"


@dataclass(frozen=True)
class TonedText:
    """`why`: the whole of what `text` says in few words."""

    text: str
    tone: str
    sign: str
    why: str = ""


@dataclass(frozen=True)
class DateInRow:
    label: str
    text: str
    whole: str


@dataclass(frozen=True)
class ListedDowngrade:
    """One line of the list, in plain text of the page's language."""

    id: int
    name: str
    code: str
    kind: TonedText
    dates: tuple[DateInRow, ...]
    past: str
    verdict: TonedText
    green: bool
    open: bool
    choose: str
    approve: str
    approve_short: str
    details: str


@dataclass(frozen=True)
class DoneInList:
    """`act`: "pick", "ask" (approve the chosen, or this one), "approve" (this one) or "open".
    `chosen`: all that are chosen among the rows of this list."""

    act: str
    id: int
    chosen: frozenset[int]


def approval_list(
    rows: Sequence[ListedDowngrade],
    chosen: set[int],
    on_done: Callable[[Sequence[int], DoneInList], None],
    *,
    key: str,
    headed: bool,
    may: bool,
) -> None:
    """`on_done` takes the numbers of the rows and what was done with them. `headed`: with the names
    of its columns, as the first half of a list that is open at a row."""
    ids = [row.id for row in rows]
    _component(
        key=key,
        data={
            "rows": [asdict(row) for row in rows],
            "chosen": sorted(chosen & set(ids)),
            "seq": st.session_state.get(_SEQ.format(key), 0),
            "label": w.VIEW_DUE(n=len(rows)),
            "head": _head() if headed else [],
            "may": may,
        },
        on_did_change=partial(_told, key, ids, on_done),
    )


def _head() -> list[Any]:
    dates = [w.REQUESTED(), w.CONFIRMED_SHORT(), w.ENDED()]
    return [w.PICK(), w.WHO(), w.KIND(), dates, w.PAST(), w.VERDICT(), w.APPROVE()]


def _told(
    key: str, ids: Sequence[int], on_done: Callable[[Sequence[int], DoneInList], None]
) -> None:
    told = st.session_state[key].get("did")
    if not isinstance(told, Mapping):
        return
    st.session_state[_SEQ.format(key)] = _number(told.get("seq"))
    known, sent = set(ids), told.get("chosen")
    chosen = {_number(each) for each in sent} & known if isinstance(sent, list) else set()
    row = _number(told.get("id"))
    done = DoneInList(str(told.get("act")), row if row in known else 0, frozenset(chosen))
    on_done(ids, done)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
