"""The doctor's list, the same as in the terminal: folded to one line while everything is well."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.rules.doctor import Checked, DoctorCheck
from billing_core.wording.doctor import check_said, flaw_of_set_up_said
from dashboard.pages.health import words as w
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import Tone, unfolding


def set_up_checks(checked: Sequence[Checked], backup_at: datetime | None, now: datetime) -> None:
    """`backup_at`: of the last good backup."""
    failed = sum(one.failed for one in checked)
    tone = Tone.WAITING if failed else Tone.HEALTHY
    head = w.SET_UP_FLAWED if failed else w.SET_UP_WELL
    words = (
        head(n=count(len(checked)), failed=count(failed)) if failed else head(n=count(len(checked)))
    )
    inside = "".join(_check(one, backup_at, now) for one in checked)
    st.html(
        unfolding(
            f"{tone.sign} {words}",
            f'<div class="bd-lights">{inside}</div>',
            opened=False,
            kind=f"bd-promises bd-{tone}",
        )
    )


def _check(one: Checked, backup_at: datetime | None, now: datetime) -> str:
    tone, place = (Tone.WAITING if one.failed else Tone.HEALTHY), language().place
    notes = [flaw_of_set_up_said(one.found, place)] if one.found else []
    if one.code is DoctorCheck.BACKUP and backup_at is not None:
        notes.append(w.BACKUP_MADE(when=moment(backup_at), ago=relative(backup_at, now)))
    state = w.SET_UP_FAILS() if one.failed else w.SET_UP_FINE()
    return (
        f'<div class="bd-{tone}"><b>{tone.sign} {escape(state)}</b>'
        f"{escape(check_said(one.code, place))}"
        + "".join(f'<p class="bd-note">{escape(note)}</p>' for note in notes)
        + "</div>"
    )
