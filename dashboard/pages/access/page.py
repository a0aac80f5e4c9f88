"""접속기록: who saw or took whose data; and the monthly review: each finished month, what its reviewer
needs to see, and the signature.
"""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from billing_core.access_log.access_rows import AccessFilter, access_page
from billing_core.access_log.reviews import ReviewedMonth, reviewed_months, sign_review
from billing_core.access_log.summary import AccessSummary, AccessTally, access_summary
from billing_core.rules.access import MANY_MEMBERS, REFUSED_KINDS, REVIEW_WITHIN, AccessKind
from billing_core.rules.calendar import Month
from billing_core.system import System
from billing_core.wording.access import ACCESS_KINDS, actor_said
from dashboard.pages.access import words as w
from dashboard.pages.access.access_list import access_list, access_table
from dashboard.parts import acting, address, asking, desk, tables
from dashboard.parts.language import count, language, moment, month_name
from dashboard.parts.markup import Tone, empty, facts, heading, pill, section
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

ROWS_TO_ASK_ABOUT = 200
_NOTE = "access_review_note"


def month_reviews(system: System) -> None:
    now = system.wall_clock.now()
    with desk.reading() as session:
        months = reviewed_months(session, now, system.settings.access_log_days)
    chosen = address.month_asked_for(last=Month.of(now))
    opened = next((each for each in months if each.month == chosen), None)
    if opened is not None:
        address.move_button(
            w.BACK(), key="access_back", icon=":material/arrow_back:", **{address.MONTH: ""}
        )
        _opened(system, opened)
        return
    if not months:
        empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
        return
    late = [month_name(each.month) for each in months if each.is_late(now)]
    if late:
        st.warning(
            w.LATE(months=", ".join(late), days=REVIEW_WITHIN.days), icon=":material/schedule:"
        )
    for each in months:
        _line(each)


def _line(each: ReviewedMonth) -> None:
    key = f"access_month_{each.month}"
    with (
        st.container(border=True, key=key),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        st.html(_state(each), width="stretch")
        address.move_button(w.OPEN(), key=f"{key}_open", **{address.MONTH: str(each.month)})


def _state(each: ReviewedMonth) -> str:
    done = each.reviewed_at is not None
    state = pill(Tone.HEALTHY, w.REVIEWED()) if done else pill(Tone.WAITING, w.TO_REVIEW())
    line = f'<div class="bd-person"><b>{month_name(each.month)}</b>{state}</div>'
    return line + (f'<p class="bd-note">{escape(_signed(each))}</p>' if done else "")


def _signed(each: ReviewedMonth) -> str:
    return w.SIGNED(who=each.by, when=moment(each.reviewed_at), note=each.note)


def _opened(system: System, each: ReviewedMonth) -> None:
    with desk.reading() as session:
        seen = access_summary(session, each.month)
    st.html(_state(each))
    acting.told_at("access_review")
    if each.reviewed_at is not None:
        if seen.digest == each.digest:
            st.caption(w.UNCHANGED())
        else:
            st.error(w.CHANGED(), icon=":material/gpp_bad:")
    st.html(facts(_sums(seen)))
    section(w.BY_PERSON(), w.BY_PERSON_HELP(many=MANY_MEMBERS))
    _people(seen.tallies)
    for line in _notable(seen):
        st.markdown(f"- {line}")
    _to_ask_about(each.month)
    own = seen.rows_of(desk.shown_actor().number)
    if own:
        st.caption(w.OWN(n=count(own)))
    if each.reviewed_at is None and st.button(
        w.SIGN(), key="access_sign", type="primary", icon=":material/draw:"
    ):
        asking.ask_first(
            asking.AskedAct(
                key="access_review",
                title=w.SIGN_TITLE(month=month_name(each.month)),
                will=w.SIGN_WILL(),
                confirm=w.SIGN(),
                doing=w.SIGNING(),
                step=partial(_sign, system, each.month),
                fields=_note_asked,
                why=False,
                grave=True,
            )
        )


def _sums(seen: AccessSummary) -> list[tuple[str, str]]:
    place, counts = language().place, seen.counts()
    return [
        (w.ALL(), count(seen.rows)),
        *(
            (ACCESS_KINDS[kind][place], count(seen.kinds[kind]))
            for kind in AccessKind
            if seen.kinds[kind]
        ),
        (w.OFF_HOURS(), count(counts["off_hours"])),
    ]


def _people(tallies: Sequence[AccessTally]) -> None:
    tables.number_table(
        {
            w.WHO(): [_name(each) for each in tallies],
            w.ALL(): [each.rows for each in tallies],
            w.MEMBERS(): [each.members for each in tallies],
            w.IN_A_DAY(): [each.most_in_a_day for each in tallies],
            w.DOWNLOADS(): [each.downloads for each in tallies],
            w.OFF_HOURS(): [each.off_hours for each in tallies],
            w.REFUSED(): [each.refused for each in tallies],
        },
        about=w.BY_PERSON(),
    )


def _name(each: AccessTally) -> str:
    return actor_said(each.actor_kind, each.name, language().place)


def _notable(seen: AccessSummary) -> list[str]:
    """What a reviewer should ask about."""
    return [
        w.SAW_MANY(who=_name(each), n=count(each.most_in_a_day))
        for each in seen.tallies
        if each.saw_many
    ]


def _to_ask_about(month: Month) -> None:
    kinds = (AccessKind.DOWNLOADED, *REFUSED_KINDS)
    with desk.reading() as session:
        wanted = AccessFilter(month.start, month.end, kinds)
        found = access_page(session, wanted, limit=ROWS_TO_ASK_ABOUT)
    if found.rows:
        section(w.TO_ASK(), w.TO_ASK_HELP(n=ROWS_TO_ASK_ABOUT))
        access_table(found.rows, key="access_to_ask", about=w.TO_ASK())


def _note_asked() -> Sequence[str]:
    st.text_area(w.REVIEW_NOTE(), key=_NOTE, placeholder=w.REVIEW_NOTE_HINT(), max_chars=1000)
    return (_NOTE,)


def _sign(system: System, month: Month, note: str) -> str:
    actor, now = desk.current_actor(), system.wall_clock.now()
    sign_review(system.database, month, note, actor=actor, now=now)
    return w.SIGNED_NOW(month=month_name(month))


system = desk.the_system()
heading(frame.ACCESS(), w.NOTE(), system.wall_clock.now())
only_administrators("access")
views = {"rows": w.ROWS(), "reviews": w.REVIEWS()}
view = address.choose_view(w.VIEW(), views, key="access_view", first="rows")
if view == "reviews":
    month_reviews(system)
else:
    access_list(system)
