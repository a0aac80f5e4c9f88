"""A Streamlit component: the rows that wait for approval, walked and chosen by mouse, thumb or
keys; each permission change is one line: name, dates and whether it can be approved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from billing_core.rules.downgrade import Check, Checklist
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_story import check_text
from dashboard.parts import shown_members
from dashboard.parts.language import NOTHING, Words, day, days_between
from dashboard.parts.markup import Tone
from dashboard.parts.words import states

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


def listed(
    row: DowngradeRow, checklist: Checklist, now: datetime, *, opened: bool
) -> ListedDowngrade:
    name = shown_members.member_name(row.member_name, row.app_id)
    days = days_between(row.paid_through, now)
    return ListedDowngrade(
        id=row.id,
        name=name,
        code=shown_members.member_id(row.app_id),
        kind=_toned(states.END_TONES[row.kind], states.END_KINDS[row.kind]()),
        dates=(
            _date(w.REQUESTED, row.requested_at, now),
            _date(w.CONFIRMED_ON_PHONE, row.confirmed_at, now),
            _date(w.ENDED_ON_PHONE, row.paid_through, now),
        ),
        past=w.DAYS_PAST_SHORT(n=days) if days else w.TODAY(),
        verdict=_verdict(checklist),
        green=checklist.green,
        open=opened,
        choose=w.PICK_ONE(name=name),
        approve=w.APPROVE_ONE(name=name),
        approve_short=w.APPROVE(),
        details=(w.CLOSE_ONE if opened else w.OPEN_ONE)(name=name),
    )


def _verdict(checklist: Checklist) -> TonedText:
    if checklist.green:
        return _toned(Tone.HEALTHY, w.STATE_GREEN())
    first, *others = checklist.red
    text = _in_few_words(first) + (w.AND_MORE(n=len(others)) if others else "")
    return _toned(Tone.CANCELLED, text, " · ".join(map(check_text, checklist.red)))


def _in_few_words(check: Check) -> str:
    words = w.UNREAD_SHORT if check.unread else w.RED_SHORT[check.code]
    return words(n=len(check.evidence))


def _date(label: Words, at: datetime | None, now: datetime) -> DateInRow:
    """`10-21`; with its year where it is another than this one."""
    whole = day(at)
    short = whole[:10] if at else NOTHING
    return DateInRow(label(), short.removeprefix(day(now)[:5]), whole)


def _toned(tone: Tone, text: str, why: str = "") -> TonedText:
    return TonedText(text, str(tone), tone.sign, why)
