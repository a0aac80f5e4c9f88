"""The invariants as lights: green with a tick, or how many rows break the promise."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from billing_core.desk.invariants import LATELY, Light
from dashboard.parts.formatting import count
from dashboard.parts.people_html import unfolding
from dashboard.parts.tones import Tone
from dashboard.words import health as w


def promise_lights(lights: Sequence[Light], *, lately: bool) -> None:
    """Folded to one line while all of them are kept. `lately`: the long ones were asked of the
    last days only."""
    broken = sum(not light.green for light in lights)
    tone = Tone.CANCELLED if broken else Tone.HEALTHY
    words = w.SOME_BROKEN(n=count(broken)) if broken else w.ALL_KEPT(n=count(len(lights)))
    said = w.LATELY(days=LATELY.days) if lately else w.EVER()
    note = f'<p class="bd-note">{escape(said)}</p>'
    st.html(
        unfolding(
            f"{tone.sign} {words}",
            f'<div class="bd-lights">{"".join(map(_light, lights))}</div>' + note,
            opened=broken > 0,
            kind=f"bd-promises bd-{tone}",
        )
    )


def _light(light: Light) -> str:
    tone = Tone.HEALTHY if light.green else Tone.CANCELLED
    state = w.KEPT() if light.green else w.BROKEN(n=count(light.broken))
    return (
        f'<div class="bd-{tone}"><b>{tone.sign} {escape(state)}</b>'
        f"{escape(w.INVARIANTS[light.invariant]())}</div>"
    )
