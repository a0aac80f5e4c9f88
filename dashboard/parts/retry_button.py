"""The retry (다시 결제) of a refused charge, where it can help; else what to tell the member."""

from functools import partial

import streamlit as st

from billing_core.desk.failures import FailureRow
from dashboard.parts import acting, asking, codes_said, desk, shown_members
from dashboard.parts.for_member import retry
from dashboard.parts.language import day, won
from dashboard.parts.markup import plain
from dashboard.parts.words import payments as w


def retry_button(row: FailureRow, *, place: str, why: bool = True) -> None:
    """`why`: where it cannot help, the sentence that says so stands beside it; not where it is said
    already."""
    here = f"{place}_retry_{row.number}"
    acting.told_at(here)
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        if why and row.card_cannot_pay:
            st.caption(plain(w.TELL_SHORT(advice=codes_said.decline_advice(row.reason))))
        elif why and row.under_way:
            st.caption(w.UNDER_WAY())
        pressed = st.button(
            w.RETRY(),
            key=here,
            disabled=not desk.may_approve() or row.card_cannot_pay or row.under_way,
        )
    if pressed:
        asking.ask_first(_act(row, here))


def _act(row: FailureRow, place: str) -> asking.AskedAct:
    name = shown_members.member_name(row.member_name, row.app_id)
    will = w.RETRY_SENTENCE(name=name, won=won(row.amount))
    if row.next_try_at is not None:
        will = f"{will} {w.MOVES_TRY(when=day(row.next_try_at))}"
    return asking.AskedAct(
        key=f"retry_{row.number}",
        title=w.RETRY(),
        will=will,
        confirm=w.RETRY_NOW(),
        doing=w.WORKING(),
        step=partial(retry, row.app_id, row.member_name),
        about=shown_members.member_line(row.member_name, row.app_id),
        place=place,
    )
