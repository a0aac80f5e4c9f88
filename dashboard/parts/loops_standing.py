"""That loops in the background stand still: in red, above the work of the day."""

from collections.abc import Sequence

import streamlit as st

from billing_core.desk.loops import LoopNow
from dashboard.parts.language import count
from dashboard.parts.words import frame


def say_loops_standing(loops: Sequence[LoopNow]) -> None:
    """A company that is only being set up has no loops yet: its list says what comes next."""
    stopped = [each for each in loops if each.standing is not None and each.turned_at is not None]
    if stopped:
        st.error(frame.LOOPS_STOPPED(n=count(len(stopped))), icon=":material/error:")
