"""What every kind of move shares: the town, time that passes, and a choice among what there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.stories.facts.town import MEMBERS, Town

T = TypeVar("T")

members = st.sampled_from(MEMBERS)
which = st.integers(0, 5)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How long nobody does anything after a move; the worker is at work meanwhile.
pauses = st.sampled_from(
    (timedelta(0), timedelta(0), timedelta(minutes=10), 5 * HOUR, DAY, 4 * DAY, 12 * DAY)
)
long_spans = st.sampled_from((16 * HOUR, 3 * DAY, 8 * DAY, 29 * DAY, 33 * DAY))


def pick(these: Sequence[T], number: int) -> T | None:
    return these[number % len(these)] if these else None


class Moves(RuleBasedStateMachine):
    town: Town

    @rule(span=long_spans)
    def wait(self, span: timedelta) -> None:
        self.town.wait(span)

    @rule(span=st.sampled_from((HOUR, DAY, 9 * DAY, 40 * DAY)))
    def our_machine_is_off(self, span: timedelta) -> None:
        self.town.sleep(span)
