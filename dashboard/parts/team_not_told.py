"""What the team should have heard by mail or Slack and did not: in red, where somebody looks."""

import streamlit as st

from billing_core.desk.notices_list import team_not_told
from billing_core.wording.notices import CHANNELS
from dashboard.parts import desk
from dashboard.parts.language import Words
from dashboard.parts.markup import plain
from dashboard.parts.words import notices as w


def say_team_not_told() -> None:
    with desk.reading() as session:
        missed = team_not_told(session, desk.now())
    for notice in missed:
        channel = Words(*CHANNELS[notice.channel])()
        said = w.TEAM_NOT_TOLD(title=notice.title, channel=channel, why=notice.last_error)
        st.error(plain(said), icon=":material/error:")
