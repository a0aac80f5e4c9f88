"""Delete one member's data on request, after a look at what stands in the way."""

from collections.abc import Sequence

import streamlit as st

from billing_core.forgetting.forget_member import foresee_forgetting, forget_member
from billing_core.rules.actor import Guarded, require_administrator
from billing_core.rules.retention import ForgetReason
from dashboard.pages.retention import words as w
from dashboard.parts import acting, asking, desk, shown_members
from dashboard.parts.markup import section

_FIELDS = ("retention_member", "retention_reason")


def deleting_section() -> None:
    section(w.DELETE())
    st.caption(w.DELETE_HINT())
    acting.told_at("retention_delete")
    if st.button(w.DELETE(), key="retention_delete", icon=":material/person_remove:"):
        asking.ask_first(
            asking.AskedAct(
                key="retention_delete",
                title=w.DELETE(),
                will=w.DELETE_SENTENCE(),
                confirm=w.DELETE(),
                doing=w.DELETING(),
                step=_delete,
                fields=_asked,
                foresee=_foresee,
                why=False,
                grave=True,
            )
        )


def _asked() -> Sequence[str]:
    member, reason = _FIELDS
    st.text_input(w.MEMBER_ID(), key=member, max_chars=120)
    st.radio(w.REASON(), list(w.REASONS), key=reason, format_func=lambda each: w.REASONS[each]())
    return _FIELDS


def _foresee(app_id: str, _reason: str) -> Sequence[str]:
    said = [w.WILL_GO(), w.WILL_STAY(), w.BACKUPS()]
    if not app_id:
        return said
    require_administrator(desk.current_actor(), Guarded.FORGET_MEMBER)
    name = foresee_forgetting(desk.the_system(), app_id)
    return [w.WHO(name=shown_members.member_name(name, app_id), app_id=app_id), *said]


def _delete(app_id: str, reason: str) -> str:
    called = forget_member(desk.the_system(), app_id, ForgetReason(reason), desk.current_actor())
    return w.DELETED(pseudonym=called)
