"""In red, where somebody looks: loops in the background that stand still, and what the team should
have heard by mail or Slack and did not.
"""

from collections.abc import Sequence

import streamlit as st

from billing_core.desk.loops import LoopNow
from billing_core.desk.notices_list import team_not_told
from billing_core.wording.notices import CHANNELS
from dashboard.parts import desk
from dashboard.parts.language import Words, count
from dashboard.parts.markup import plain
from dashboard.parts.words import frame

_TEAM_NOT_TOLD = Words(
    "담당자에게 보내지 못했습니다: {title} ({channel}, {why})",
    "The team was not told: {title} ({channel}, {why})",
)


def say_loops_standing(loops: Sequence[LoopNow]) -> None:
    """A company that is only being set up has no loops yet: its list says what comes next."""
    stopped = [each for each in loops if each.standing is not None and each.turned_at is not None]
    if stopped:
        st.error(frame.LOOPS_STOPPED(n=count(len(stopped))), icon=":material/error:")


def say_team_not_told() -> None:
    with desk.reading() as session:
        missed = team_not_told(session, desk.now())
    for notice in missed:
        channel = Words(*CHANNELS[notice.channel])()
        said = _TEAM_NOT_TOLD(title=notice.title, channel=channel, why=notice.last_error)
        st.error(plain(said), icon=":material/error:")
