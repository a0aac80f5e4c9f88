"""The preflight of one day's charges: what is wrong before they run, and why; wrong money first.
Beside each stands a button that mends it, with its dry run first.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.desk.findings import FindingRow
from billing_core.desk.preflight import Preflight, preflight
from billing_core.desk.preflight_row import PreflightRow
from billing_core.lifecycle.mend_booking import MENDABLE, foresee_mending, mend_booking
from billing_core.rules.preflight import Trouble
from billing_core.rules.subscription import BillingPolicy
from billing_core.wording.cures import STILL_OPEN
from billing_core.wording.preflight import RETRY_NOT_BOOKED, TROUBLES
from dashboard.pages.upcoming import words as w
from dashboard.parts import acting, asking, codes_said, desk, shown_members, turning
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.findings.finding_rows import finding_rows
from dashboard.parts.findings.finding_words import effects_said
from dashboard.parts.language import Words, clock_time, count, won
from dashboard.parts.markup import Tone, empty, pill, section, sentence
from dashboard.parts.words import upcoming as upcoming_words

CHARGES_PER_PAGE = 10
_KEY = "upcoming_wrong_{}"


def wrong_of_day(session: Session, day: date, policy: BillingPolicy, now: datetime) -> Preflight:
    """The page of what is wrong that the person has turned to."""
    return turning.turned_to(
        _KEY.format(day),
        lambda after: preflight(session, day, policy, now, limit=CHARGES_PER_PAGE, after=after),
    )


def preflight_rows(
    page: Preflight,
    problems: Sequence[FindingRow],
    title: str,
    now: datetime,
    *,
    day: date,
    seen: bool,
) -> None:
    """The wrong charges, each with its button. `problems`: what other hands did to bookings of this
    day, each with its cures. `seen`: the gateway's bookings were read, so nothing wrong is known to
    be in order."""
    section(w.PREFLIGHT(day=title), w.PREFLIGHT_HELP())
    if problems or any(row.trouble in MENDABLE for row in page.rows):
        desk.say_only_looking()
    if problems:
        finding_rows(problems, now, place="upcoming")
    if not page.rows:
        if problems:
            return
        if seen:
            empty(w.ALL_FINE(), w.ALL_FINE_NEXT())
        else:
            empty(w.SHEET_UNSEEN(), w.UNSEEN_NEXT())
        return
    # What stands on a later page is not overlooked.
    st.html(
        f'<div class="bd-person">{"".join(_counted(*each) for each in page.counts.items())}</div>'
    )
    for place, row in enumerate(page.rows):
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"upcoming_wrong_{place}"
        ):
            st.html(_told(row), width="stretch")
            with st.container(horizontal=True, width="content"):
                if row.trouble in MENDABLE:
                    mend_button(row, f"upcoming_mend_{place}")
                if st.button(w.TO_MEMBER(), key=f"upcoming_member_{place}", type="tertiary"):
                    shown_members.open_member(row.app_id)
    turning.turn(_KEY.format(day), page, upcoming_words.CHARGES(n=count(page.total)))


def _counted(trouble: Trouble, times: int) -> str:
    return pill(_tone(trouble), w.COUNTED(what=_label(trouble), n=count(times)))


def _told(row: PreflightRow) -> str:
    what, to_do = _words(row)
    when = w.DUE_AT(when=clock_time(row.due_at), won=won(row.amount))
    return shown_members.member_line(
        row.member_name, row.app_id, (pill(_tone(row.trouble), _label(row.trouble)),)
    ) + sentence(what, to_do, when)


def _tone(trouble: Trouble) -> Tone:
    return Tone.CANCELLED if trouble.wrong_money else Tone.WAITING


def _label(trouble: Trouble) -> str:
    return Words(*TROUBLES[trouble].label)()


def _words(row: PreflightRow) -> tuple[str, str]:
    """What is wrong, and what to do."""
    words = TROUBLES[row.trouble]
    what = Words(*(RETRY_NOT_BOOKED if row.retry else words.what))
    refused = codes_said.decline_label(row.last_refusal) if row.last_refusal else ""
    said = what(booked=won(row.amount), price=won(row.price), decline=refused)
    return said, Words(*words.to_do)()


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
                about=shown_members.member_line(row.member_name, row.app_id),
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
    return shown_members.member_name(row.member_name, row.app_id)
