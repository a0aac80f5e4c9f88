"""Who is chosen, opened and asked about on the list, kept for one person over all its pages."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from billing_core.rules.downgrade import Checklist
from dashboard.pages.approvals.approval_list import DoneInList

CHOSEN, OPENED, ASKED_ABOUT = "approvals_chosen", "approvals_opened", "approvals_asked_about"
_EVERYBODY = "approvals_everybody"


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
