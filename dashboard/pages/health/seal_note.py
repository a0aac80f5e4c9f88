"""An administrator takes note that the seals' key was lost and a new chain begun."""

from collections.abc import Sequence

import streamlit as st

from billing_core.desk.light import Light
from billing_core.rules.actor import Role
from billing_core.rules.seal import SealFlaw
from billing_core.seals.new_chain import acknowledge_new_chain
from dashboard.pages.health import lights_words as w
from dashboard.parts import acting, asking, desk


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
