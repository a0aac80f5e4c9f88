"""처음 준비: what to do before the first member, each line with its live light."""

import streamlit as st

from billing_core.desk.set_up import SetUp
from billing_core.settings import DEFAULT_PLANS
from dashboard.pages.today import words as w
from dashboard.pages.today.work_list import WorkLine, draw_line
from dashboard.parts import desk
from dashboard.parts.language import count, moment, won
from dashboard.parts.markup import Tone, section

_A_TEAM = 2  # whoever is away has a deputy


def set_up_list(done: SetUp) -> None:
    section(w.SET_UP(), w.SET_UP_HELP())
    with st.container(key="set_up_list", gap=None):
        for line in _lines(done):
            draw_line(line)


def _lines(done: SetUp) -> list[WorkLine]:
    read, heard, asked = done.read_at, done.heard_at, done.asked_at
    team = w.PEOPLE(n=count(done.people)) if done.people >= _A_TEAM else w.NO_PEOPLE()
    members = w.HAS_MEMBERS(n=count(done.members)) if done.members else w.NO_MEMBERS()
    return [
        _light("read", w.READ(when=moment(read)) if read else w.NOT_READ(), "health", read),
        _light("hears", w.HEARD(when=moment(heard)) if heard else w.NOT_HEARD(), "health", heard),
        _plans(),
        _light("app", w.ASKED(when=moment(asked)) if asked else w.NOT_ASKED(), "people", asked),
        _light("team", team, "people", done.people >= _A_TEAM),
        _light("members", members, "members" if done.members else "imports", done.members),
    ]


def _plans() -> WorkLine:
    """Those that the program comes with are an example, at which nobody should be charged."""
    plans = desk.the_system().settings.plans
    told = " · ".join(f"{plan.name} {won(plan.price)}" for plan in plans)
    own = plans != DEFAULT_PLANS
    return _light("plans", w.PLANS(plans=told) if own else w.NO_PLANS(plans=told), "", own)


def _light(name: str, said: str, page: str, there: object) -> WorkLine:
    return WorkLine(name, 0, said, page, Tone.HEALTHY if there else Tone.UNKNOWN)
