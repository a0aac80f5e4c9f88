"""The loops in the background as one light: when each last turned, and what to do if one stands."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.desk.loops import LoopNow
from billing_core.wording.loops import LOOPS, loop_said
from dashboard.pages.health import words as w
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import Tone, unfolding


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
