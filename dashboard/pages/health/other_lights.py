"""The lights beside the book's promises: loops in the background turn, the roll-ups that pages show
are those of the ledger, and the doctor's list, the same as in the terminal.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.desk.loops import LoopNow
from billing_core.rules.doctor import Checked, DoctorCheck
from billing_core.rules.roll_up_difference import Difference
from billing_core.wording.doctor import check_said, flaw_of_set_up_said
from billing_core.wording.loops import LOOPS, loop_said
from billing_core.wording.roll_ups import difference_said
from dashboard.pages.health import words as w
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import Tone, unfolding

_COMPARE = "health_compare_all"


def loops_light(loops: Sequence[LoopNow], real_now: datetime) -> None:
    """Folded to one line while all of them turn."""
    standing = sum(each.standing is not None for each in loops)
    tone = Tone.CANCELLED if standing else Tone.HEALTHY
    words = w.LOOPS_STAND(n=count(standing)) if standing else w.LOOPS_TURN(n=count(len(loops)))
    inside = "".join(_loop(each, real_now) for each in loops)
    st.html(
        unfolding(
            f"{tone.sign} {words}",
            f'<div class="bd-lights">{inside}</div>',
            opened=bool(standing),
            kind=f"bd-promises bd-{tone}",
        )
    )


def _loop(each: LoopNow, real_now: datetime) -> str:
    tone = Tone.HEALTHY if each.standing is None else Tone.CANCELLED
    state = w.LOOP_TURNS() if each.standing is None else w.LOOP_STANDS()
    notes = [_turned(each.turned_at, real_now)]
    if each.standing is not None:
        notes.append(loop_said(each.standing, real_now, language().place))
    return (
        f'<div class="bd-{tone}"><b>{tone.sign} {escape(state)}</b>'
        f"{escape(_capital(LOOPS[each.loop][language().place]))}"
        + "".join(f'<p class="bd-note">{escape(note)}</p>' for note in notes)
        + "</div>"
    )


def _turned(at: datetime | None, real_now: datetime) -> str:
    if at is None:
        return w.LOOP_NEVER()
    return w.LOOP_LAST(when=moment(at), ago=relative(at, real_now))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def compare_asked() -> bool:
    """Whether the button below was just pressed: all of the book is read while somebody waits."""
    return bool(st.session_state.get(_COMPARE))


def roll_up_light(
    found: Sequence[Difference] | None, last: tuple[datetime, int] | None, at: datetime
) -> None:
    """The light and its button. `found` is what differs now, None when nobody asked; `last`: when
    everything was last compared, by the clock or by hand, and how many sums differed then."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(_told_now(found) if found is not None else _told_last(last), width="stretch")
        st.button(w.COMPARE_ALL(), key=_COMPARE, type="tertiary")
    st.caption(_last_told(last, at, listed=bool(found)))


def _last_told(last: tuple[datetime, int] | None, at: datetime, *, listed: bool) -> str:
    if last is None:
        return w.NEVER_COMPARED()
    when, differences = last
    different = w.COMPARED_LISTED if listed else w.COMPARED_DIFFERENT
    told = different if differences else w.COMPARED_EQUAL
    return told(when=moment(when), ago=relative(when, at), n=count(differences))


def _told_now(found: Sequence[Difference]) -> str:
    lines = "".join(f"<li>{escape(difference_said(each, language().place))}</li>" for each in found)
    return _light(len(found), f"<ul>{lines}</ul>" if lines else _meaning(), opened=bool(lines))


def _told_last(last: tuple[datetime, int] | None) -> str:
    return _light(None if last is None else last[1], _meaning())


def _meaning() -> str:
    return f'<p class="bd-note">{escape(w.EQUAL_MEANS())}</p>'


def _light(differences: int | None, inside: str, *, opened: bool = False) -> str:
    """Grey before the first comparison."""
    if differences is None:
        tone, words = Tone.UNKNOWN, w.NOT_COMPARED()
    elif differences:
        tone, words = Tone.CANCELLED, w.NOT_EQUAL(n=count(differences))
    else:
        tone, words = Tone.HEALTHY, w.ALL_MONTHS_EQUAL()
    return unfolding(f"{tone.sign} {words}", inside, opened=opened, kind=f"bd-promises bd-{tone}")


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
