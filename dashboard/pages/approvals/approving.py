"""Choosing and approving: who is chosen, opened and asked about, kept for one person over all pages
of the list; the question before an approval; and each step with the sentence about it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from billing_core.lifecycle.approve_downgrade import Decision, approve_downgrades
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.rules.downgrade import Checklist
from billing_core.rules.refusal import Refusal
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approval_list import DoneInList
from dashboard.pages.approvals.downgrade_story import check_text
from dashboard.parts import acting, desk, shown_members
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import count
from dashboard.parts.markup import plain, sentence

CHOSEN, OPENED, ASKED_ABOUT = "approvals_chosen", "approvals_opened", "approvals_asked_about"
_EVERYBODY = "approvals_everybody"
_OPEN_FOR = "approvals_dialog_for"
_NAMED = 5  # of those who were put back; the history has all


def approve(names: Mapping[int, str]) -> acting.ActNotice:
    """Those of these numbers. The notice has the way back of those that this click approved, for as
    long as it stands."""
    decisions = approve_downgrades(desk.the_system(), list(names), desk.current_actor())
    forget_checks()
    done = {each.downgrade_id: each.approved_at for each in decisions if each.approved_at}
    undo_them = acting.Undo(w.WORKING(), partial(undo_several, done, names))
    return _told(decisions, undo_them if done else None)


def undo_several(approved: Mapping[int, datetime], names: Mapping[int, str]) -> acting.ActNotice:
    """Each on its own, as they were approved: who has paid again meanwhile stops nobody else, and
    what somebody approved anew stands. Raises the refusal where none could be undone."""
    system, undone, left = desk.the_system(), [], []
    for each, approved_at in approved.items():
        try:
            with system.database.writing() as session:
                undo_downgrade(
                    session,
                    each,
                    actor=desk.current_actor(),
                    now=desk.now(),
                    approved_at=approved_at,
                )
        except Refusal as refusal:
            left.append(refusal)
        else:
            undone.append(names[each])
    forget_checks()
    if not undone:
        raise left[0]
    said = w.UNDONE_SEVERAL(names=_first_few(undone))
    if not left:
        return acting.ActNotice("done", said, stays=True)
    why = " ".join(sorted({sentence_for(refusal) for refusal in left}))
    said = f"{said} {w.NOT_UNDONE(n=count(len(left)))} {why}"
    return acting.ActNotice("refused", said, stays=True)


def _first_few(names: Sequence[str]) -> str:
    first, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return w.AND_OTHERS(names=first, n=count(more)) if more > 0 else w.NAMED(names=first)


def _told(decisions: Sequence[Decision], undo_them: acting.Undo | None) -> acting.ActNotice:
    outcomes = Counter(decision.outcome for decision in decisions)
    said = []
    if outcomes["approved"]:
        said.append(w.DONE(n=count(outcomes["approved"])))
    if outcomes["already"]:
        said.append(w.ALREADY(n=count(outcomes["already"])))
    if outcomes["not_green"]:
        reasons = {
            check_text(check)
            for decision in decisions
            if decision.checklist is not None
            for check in decision.checklist.red
        }
        said.append(w.LEFT_ALONE(n=count(outcomes["not_green"]), why=" · ".join(sorted(reasons))))
    tone: Literal["done", "refused"] = "refused" if outcomes["not_green"] else "done"
    return acting.ActNotice(tone, " ".join(said), undo_them)


def hold(row: DowngradeRow, reason: str) -> str:
    system = desk.the_system()
    with system.database.writing() as session:
        hold_downgrade(session, row.id, reason=reason, actor=desk.current_actor(), now=desk.now())
    return w.HELD(name=shown_members.member_name(row.member_name, row.app_id))


def release(row: DowngradeRow) -> str:
    system = desk.the_system()
    with system.database.writing() as session:
        release_downgrade(session, row.id, actor=desk.current_actor(), now=desk.now())
    return w.RELEASED(name=shown_members.member_name(row.member_name, row.app_id))


def undo(row: DowngradeRow) -> acting.ActNotice:
    system = desk.the_system()
    with system.database.writing() as session:
        undo_downgrade(
            session, row.id, actor=desk.current_actor(), now=desk.now(), approved_at=row.approved_at
        )
    said = w.UNDONE(name=shown_members.member_name(row.member_name, row.app_id))
    return acting.ActNotice("done", said, stays=True)


def chosen_of(waiting: Iterable[int], checked: Mapping[int, Checklist]) -> set[int]:
    """Without those who no longer wait, or no longer pass."""
    chosen: set[int] = st.session_state.get(CHOSEN, set())
    stay = {one for one in chosen & set(waiting) if one not in checked or checked[one].green}
    st.session_state[CHOSEN] = stay
    return stay


def choose(ids: Iterable[int]) -> None:
    st.session_state[CHOSEN] = set(ids)


def choose_everybody() -> None:
    """A handler: who passes is read in the run, where a person sees that it is read."""
    st.session_state[_EVERYBODY] = True


def everybody_was_asked_for() -> bool:
    return bool(st.session_state.pop(_EVERYBODY, False))


def opened() -> int:
    """The number of the row that is open, 0 for none."""
    return int(st.session_state.get(OPENED, 0))


def done_in_list(ids: Sequence[int], done: DoneInList) -> None:
    before: set[int] = st.session_state.get(CHOSEN, set())
    chosen = (before - set(ids)) | done.chosen
    st.session_state[CHOSEN] = chosen
    match done.act:
        case "open":
            st.session_state[OPENED] = 0 if opened() == done.id else done.id
        case "ask":
            ask_about(sorted(chosen) or [done.id])
        case "approve":
            ask_about([done.id])


def ask_about(ids: Sequence[int]) -> None:
    """A handler: the page asks before these are approved."""
    st.session_state[ASKED_ABOUT] = [one for one in ids if one]


def take_asked_about() -> list[int]:
    asked: list[int] = st.session_state.pop(ASKED_ABOUT, [])
    return asked


def ask_to_approve(rows: Sequence[DowngradeRow], *, place: str) -> None:
    """Call it in the run in which it was asked for."""
    shown_members.look_at(row.app_id for row in rows)
    names = [shown_members.member_name(row.member_name, row.app_id) for row in rows]
    ids = [row.id for row in rows]
    st.session_state[_OPEN_FOR] = ids
    st.dialog(w.APPROVE_TITLE(n=count(len(ids))), width="small")(_body)(ids, names, place)


def _body(ids: Sequence[int], names: Sequence[str], place: str) -> None:
    acting.refuse_if_signed_out()
    desk.require_signed_in()  # a dialog is run again without the page around it
    if len(ids) == 1:
        st.markdown(w.APPROVE_SENTENCE(name=plain(names[0])))
    else:
        st.markdown(w.APPROVE_PICKED_SENTENCE(n=count(len(ids))))
        st.html(sentence(" · ".join(names)))
    pressed = st.button(
        w.APPROVE_NOW(),
        type="primary",
        key="approvals_approve_now",
        width="stretch",
        disabled=not desk.may_approve(),
        on_click=_once,
        args=(dict(zip(ids, names, strict=True)), place),
    )
    if pressed:
        st.rerun()  # the page does it and says so


def _once(names: Mapping[int, str], place: str) -> None:
    """The second click of a double click finds nothing to ask for."""
    if st.session_state.pop(_OPEN_FOR, None) == list(names):
        acting.ask(w.APPROVING(), partial(approve, names), place=place)
