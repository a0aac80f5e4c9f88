"""The book's invariants as lights: kept, broken or not seen; which book was read, and when. Where
the seals' key was lost and a new chain begun, an administrator takes note of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

import streamlit as st

from billing_core.desk.invariants import LATELY
from billing_core.desk.light import BookRead, Invariant, Light
from billing_core.rules.actor import Role
from billing_core.rules.seal import SealFlaw
from billing_core.seals.new_chain import acknowledge_new_chain
from billing_core.wording.seals import seal_difference_said
from dashboard.pages.health import lights_words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import Tone, unfolding

SEALS_SHOWN = 5


def promise_lights(lights: Sequence[Light], now: datetime, *, lately: bool) -> None:
    """All lights, folded to one line while they are kept. `lately`: the long ones were asked of the
    last days only."""
    tone, words = _all_of(lights)
    said = w.LATELY(days=LATELY.days) if lately else w.EVER()
    note = f'<p class="bd-note">{escape(said)}</p>'
    inside = "".join(_light(light, now) for light in lights)
    st.html(
        unfolding(
            f"{tone.sign} {words}",
            f'<div class="bd-lights">{inside}</div>' + note,
            opened=tone is not Tone.HEALTHY,
            kind=f"bd-promises bd-{tone}",
        )
    )


def _all_of(lights: Sequence[Light]) -> tuple[Tone, str]:
    broken = sum(light.red for light in lights)
    unseen = sum(_tone(light) is Tone.UNKNOWN for light in lights)
    if broken:
        return Tone.CANCELLED, w.SOME_BROKEN(n=count(broken))
    if unseen:
        return Tone.UNKNOWN, w.SOME_UNSEEN(n=count(unseen))
    return Tone.HEALTHY, w.ALL_KEPT(n=count(len(lights)))


def _tone(light: Light) -> Tone:
    if light.red:
        return Tone.CANCELLED
    return Tone.HEALTHY if light.seen else Tone.UNKNOWN


def _light(light: Light, now: datetime) -> str:
    tone = _tone(light)
    notes = [_read(light, now)]
    if light.excepted:
        notes.append(w.EXCEPTED(n=count(light.excepted)))
    notes += [seal_difference_said(one, language().place) for one in light.seals[:SEALS_SHOWN]]
    if (more := len(light.seals) - SEALS_SHOWN) > 0:
        notes.append(w.MORE_SEALS(n=count(more)))
    if light.newest_seal is not None:
        seal, head = light.newest_seal
        notes.append(w.NEWEST_SEAL(seal=count(seal), head=head))
    if light.red:
        notes.append(w.WHAT_TO_DO[light.invariant]())
    return (
        f'<div class="bd-{tone}"><b>{tone.sign} {escape(_state(light, tone))}</b>'
        f"{escape(w.INVARIANTS[light.invariant]())}"
        + "".join(f'<p class="bd-note">{escape(note)}</p>' for note in notes)
        + "</div>"
    )


def _state(light: Light, tone: Tone) -> str:
    if light.invariant is Invariant.CLOCKS_AGREE and light.red:
        words = w.CLOCK_AHEAD if light.seconds > 0 else w.CLOCK_BEHIND
        minutes, seconds = divmod(abs(light.seconds), 60)
        return words(minutes=count(minutes), seconds=count(seconds))
    if light.invariant is Invariant.RECOVERY_OFF:
        return w.RECOVERY_ON() if light.red else w.RECOVERY_OFF()
    match tone:
        case Tone.CANCELLED:
            return w.BROKEN(n=count(light.broken))
        case Tone.UNKNOWN:
            return w.NOT_SEEN()
        case _:
            return w.KEPT()


def _read(light: Light, now: datetime) -> str:
    book = w.BOOKS[light.book]()
    just_now = light.read_at is not None and now - light.read_at < timedelta(minutes=1)
    if light.book is BookRead.SETTING or (light.book is BookRead.OURS and just_now):
        return book
    if light.read_at is None:
        return f"{book} · {w.NEVER_READ()}"
    when = w.READ_AT(when=moment(light.read_at), ago=relative(light.read_at, now))
    return f"{book} · {when}"


def seal_note(lights: Sequence[Light]) -> None:
    begun = any(one.flaw is SealFlaw.CHAIN_BEGUN for light in lights for one in light.seals)
    if not begun or desk.shown_actor().role is not Role.ADMINISTRATOR:
        return
    acting.told_at("health_seal_note")
    if st.button(w.TAKE_NOTE(), key="health_seal_note"):
        asking.ask_first(
            asking.AskedAct(
                key="health_seal_note",
                title=w.TAKE_NOTE(),
                will=w.TAKE_NOTE_SENTENCE(),
                confirm=w.TAKE_NOTE(),
                doing=w.TAKING_NOTE(),
                step=_take_note,
                why=False,
                grave=True,
            )
        )


def _take_note() -> str:
    acknowledge_new_chain(desk.the_system(), desk.current_actor())
    return w.NOTED()
