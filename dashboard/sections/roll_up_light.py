"""One more promise as a light: the numbers of the pages are those of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.analytics.roll_ups.check import check
from billing_core.analytics.roll_ups.difference import Difference
from billing_core.rules.calendar import Month, months_between
from dashboard.parts.desk import reading
from dashboard.parts.formatting import count, moment, month_name, relative
from dashboard.parts.language import Language, language
from dashboard.parts.people_html import unfolding
from dashboard.parts.tones import Tone
from dashboard.words import health as w

RECENT_MONTHS = 3  # looked at every time; the whole ledger only when somebody asks


def roll_up_light(
    recent: Sequence[Difference], last: tuple[datetime, int] | None, at: datetime
) -> None:
    """`recent`: what differs in the last months; `last`: when everything was compared by the
    clock, and how many sums differed then."""
    with st.container(horizontal=True, vertical_alignment="center"):
        light = st.empty()
        if st.button(w.COMPARE_ALL(), key="health_compare_all", type="tertiary"):
            with st.spinner(w.COMPARING()), reading() as session:
                everything = check(session)
            light.html(_told(everything, w.ALL_MONTHS_EQUAL()), width="stretch")
        else:
            light.html(_told(recent, w.RECENT_EQUAL(n=RECENT_MONTHS)), width="stretch")
    st.caption(_last_told(last, at))


def _last_told(last: tuple[datetime, int] | None, at: datetime) -> str:
    if last is None:
        return w.NEVER_COMPARED()
    when, differences = last
    told = w.COMPARED_DIFFERENT if differences else w.COMPARED_EQUAL
    return told(when=moment(when), ago=relative(when, at), n=count(differences))


def recent_months(now: datetime) -> list[Month]:
    this = Month.of(now)
    return months_between(this.plus(1 - RECENT_MONTHS), this)


def _told(differences: Sequence[Difference], equal: str) -> str:
    tone = Tone.CANCELLED if differences else Tone.HEALTHY
    words = w.NOT_EQUAL(n=count(len(differences))) if differences else equal
    lines = "".join(f"<li>{escape(_sentence(each))}</li>" for each in differences)
    inside = f"<ul>{lines}</ul>" if lines else f'<p class="bd-note">{escape(w.EQUAL_MEANS())}</p>'
    return unfolding(
        f"{tone.sign} {words}", inside, opened=bool(lines), kind=f"bd-promises bd-{tone}"
    )


def _sentence(each: Difference) -> str:
    """The core says it in Korean; English names the month and both numbers."""
    if language() is Language.KOREAN:
        return each.sentence
    return w.DIFFERENCE_EN.en.format(
        month=month_name(each.month) if each.month else w.ALL_TIME(),
        shown=count(each.shown),
        ledger=count(each.ledger),
    )
