"""The button beside a wrong charge of the preflight, with its dry run first."""

from functools import partial

import streamlit as st

from billing_core.desk.preflight_row import PreflightRow
from billing_core.lifecycle.mend_booking import foresee_mending, mend_booking
from billing_core.wording.cures import STILL_OPEN
from billing_core.wording.preflight import TROUBLES
from dashboard.pages.upcoming import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.findings.finding_words import effects_said
from dashboard.parts.language import Words
from dashboard.parts.shown_members import member_line, member_name


def mend_button(row: PreflightRow, key: str) -> None:
    """The button and its dialog, of a trouble that is `MENDABLE`."""
    acting.told_at(key)
    label = Words(*TROUBLES[row.trouble].button)()
    if st.button(label, key=key, disabled=not desk.may_approve()):
        asking.ask_first(
            asking.AskedAct(
                key=f"{key}_ask",
                title=label,
                will=w.MENDS(name=_name(row)),
                confirm=label,
                doing=asking.WORKING(),
                step=partial(_mend, row),
                about=member_line(row.member_name, row.app_id),
                foresee=partial(_foresee, row),
                place=key,
            )
        )


def _foresee(row: PreflightRow) -> list[str]:
    return effects_said(foresee_mending(desk.the_system(), row.subscription_id, row.trouble))


def _mend(row: PreflightRow, reason: str) -> str:
    try:
        mended = mend_booking(
            desk.the_system(),
            row.subscription_id,
            row.merchant_uid,
            row.trouble,
            reason=reason,
            actor=desk.current_actor(),
        )
    finally:
        forget_checks()  # what the checklists of the approvals read may be otherwise now
    return w.MENDED(name=_name(row)) if mended else Words(*STILL_OPEN)()


def _name(row: PreflightRow) -> str:
    return member_name(row.member_name, row.app_id)
