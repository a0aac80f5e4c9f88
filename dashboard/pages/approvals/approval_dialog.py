"""The question before an approval: how many, all their names, and one button."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approving import approve
from dashboard.parts import acting, desk
from dashboard.parts.language import count
from dashboard.parts.markup import plain, sentence
from dashboard.parts.shown_members import look_at, member_name

_OPEN_FOR = "approvals_dialog_for"


def ask_to_approve(rows: Sequence[DowngradeRow], *, place: str) -> None:
    """Call it in the run in which it was asked for."""
    look_at(row.app_id for row in rows)
    names = [member_name(row.member_name, row.app_id) for row in rows]
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
        args=(list(ids), place),
    )
    if pressed:
        st.rerun()  # the page does it and says so


def _once(ids: Sequence[int], place: str) -> None:
    """The second click of a double click finds nothing to ask for."""
    if st.session_state.pop(_OPEN_FOR, None) == ids:
        acting.ask(w.APPROVING(), partial(approve, ids), place=place)
