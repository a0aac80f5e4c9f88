"""The rule-based state machine: every move, in any order, both books looked at after each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from tests.stories.facts.always import Seen, check_always
from tests.stories.facts.at_rest import check_at_rest
from tests.stories.facts.console_moves import ConsoleMoves
from tests.stories.facts.desk_moves import DeskMoves
from tests.stories.facts.history_moves import HistoryMoves
from tests.stories.facts.member_moves import MemberMoves
from tests.stories.facts.outage_moves import OutageMoves
from tests.stories.facts.pressing import heal_all
from tests.stories.facts.stranger_moves import StrangerMoves
from tests.stories.facts.town import Town


class FactsMachine(MemberMoves, ConsoleMoves, OutageMoves, DeskMoves, StrangerMoves, HistoryMoves):
    """Begins with a member who has paid, and ends at rest, with every finding healed."""

    def __init__(self, opened: AbstractContextManager[Town]) -> None:
        super().__init__()
        self._open = ExitStack()
        self.town = self._open.enter_context(opened)
        self.seen = Seen()
        self.choice = 0

    @initialize(choice=st.integers(0, 11))
    def open_for_business(self, choice: int) -> None:
        self.choice = choice
        self.town.world.join("u1")

    @invariant()
    def always(self) -> None:
        check_always(self.town, self.seen)

    def teardown(self) -> None:
        with self._open:
            if sys.exc_info()[0] is None:  # nothing is proved of a life that has broken already
                self._come_to_rest()

    def _come_to_rest(self) -> None:
        self.town.rest()
        self.always()
        check_at_rest(self.town)
        if heal_all(self.town, self.choice):
            self.always()
            check_at_rest(self.town)


def living(open_town: Callable[[], AbstractContextManager[Town]]) -> type[FactsMachine]:
    """The machine as hypothesis wants it: a class that finds a new town for every life."""

    class InATown(FactsMachine):
        def __init__(self) -> None:
            super().__init__(open_town())

    return InATown
