"""A payment link for the charge that failed: made with one click, shown once, sent by the team."""

from functools import partial

import streamlit as st

from billing_core.desk.failures import FailureRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.portal.payment_links import make_payment_link
from billing_core.rules.member_link import LASTS, MemberLinkKind
from dashboard.pages.members import member_pages_words as w
from dashboard.parts import acting, desk
from dashboard.parts.language import moment
from dashboard.parts.markup import plain

_MADE = "members_payment_link_made"


def payment_link_button(failure: FailureRow, *, place: str) -> None:
    st.button(
        w.MAKE_LINK(),
        key="members_payment_link",
        icon=":material/link:",
        help=w.MAKE_LINK_HELP(),
        disabled=not desk.may_approve() or failure.under_way,
        on_click=acting.ask,
        args=(w.MAKING_LINK(), partial(_make, failure.app_id)),
        kwargs={"place": place},
    )


def show_payment_link(app_id: str) -> None:
    """Once, and beside no other member: the book has its digest alone, so nobody can look it up later."""
    made = st.session_state.pop(_MADE, None)
    if made is not None and made[0] == app_id:
        _, address, until = made
        with st.container(border=True, key="members_payment_link_box"):
            st.markdown(plain(w.LINK_IS_HERE(until=until)))
            st.code(address, language=None, wrap_lines=True)


def _make(app_id: str) -> str:
    system, wall_now = desk.the_system(), desk.the_system().wall_clock.now()
    with system.database.writing() as session:
        path = make_payment_link(
            session,
            the_member(session, app_id),
            actor=desk.current_actor(),
            policy=system.settings.policy,
            now=desk.now(),
            wall_now=wall_now,
        )
    until = moment(wall_now + LASTS[MemberLinkKind.PAYMENT])
    st.session_state[_MADE] = (app_id, system.settings.portal_address + path, until)
    return w.LINK_MADE()
