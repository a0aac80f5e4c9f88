"""Downgrades on hold, below the list; one that is held for more than three days stands out."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow, held_since
from billing_core.desk.todays_work import HELD_TOO_LONG
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approving import release
from dashboard.pages.approvals.downgrade_due import beginning_of
from dashboard.pages.approvals.downgrade_story import told
from dashboard.parts import acting, desk
from dashboard.parts.language import days_between
from dashboard.parts.markup import Tone, pill, plain, section
from dashboard.parts.shown_members import look_at, member_name, open_member


def held_rows(held: Sequence[DowngradeRow], of_all: int, now: datetime) -> None:
    if not held:
        return
    look_at(row.app_id for row in held)
    with desk.reading() as session:
        since = held_since(session, [row.id for row in held])
    section(w.HELD_TITLE())
    beginning_of(of_all, len(held))
    for row in held:
        place = f"approvals_held_{row.id}"
        with st.container(border=True, key=place):
            st.html(told(row, now, _state(since.get(row.id), now)))
            acting.told_at(place)
            acting.told_at(f"approvals_{row.id}")  # held just now: it stood in the list
            with st.container(horizontal=True):
                st.button(
                    w.RELEASE_ONE(name=plain(member_name(row.member_name, row.app_id))),
                    key=f"approvals_release_{row.id}",
                    disabled=not desk.may_approve(),
                    on_click=acting.ask,
                    args=(w.WORKING(), partial(release, row)),
                    kwargs={"place": place},
                )
                if st.button(w.TO_MEMBER(), key=f"approvals_member_{row.id}", type="tertiary"):
                    open_member(row.app_id)


def _state(since: datetime | None, now: datetime) -> str:
    if since is None or now - since <= HELD_TOO_LONG:
        return pill(Tone.UNKNOWN, w.STATE_HELD())
    return pill(Tone.CANCELLED, w.HELD_LONG(n=days_between(since, now)))
