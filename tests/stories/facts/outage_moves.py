"""What goes wrong between us and the gateway: outages of any length, single answers that are lost."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from billing_core.sandbox.faults import Fault, FaultKind, Where
from tests.stories.facts.moves import DAY, HOUR, Moves, pauses

OPERATIONS = ("again", "schedule", "unschedule", "cancel", "find_all", "get_schedule", "move")
outages = st.sampled_from(
    [one for one in FaultKind if one.where is not Where.WEBHOOK and one is not FaultKind.LATE]
)
faults = st.sampled_from([one for one in FaultKind if one.where is not Where.WEBHOOK])
lengths = st.sampled_from((12 * timedelta(minutes=1), 3 * HOUR, 3 * DAY, 20 * DAY, 100 * DAY))


class OutageMoves(Moves):
    @rule(
        kind=outages, operations=st.sampled_from(((), ("schedule",), ("again",), ("unschedule",)))
    )
    def outage_begins(self, kind: FaultKind, operations: tuple[str, ...]) -> None:
        self.town.world.sandbox.outage(kind, operations)

    @precondition(lambda self: bool(self.town.world.sandbox.armed()))
    @rule(after=pauses)
    def outages_are_lifted(self, after: timedelta) -> None:
        self.town.world.sandbox.lift_outage()
        self.town.wait(after)

    @rule(kind=outages, length=lengths, after=pauses)
    def an_outage(self, kind: FaultKind, length: timedelta, after: timedelta) -> None:
        self.town.world.sandbox.outage(kind)
        self.town.wait(length)
        self.town.world.sandbox.lift_outage()
        self.town.wait(after)

    @rule(
        kind=faults,
        operation=st.sampled_from(OPERATIONS),
        times=st.integers(1, 3),
        late=st.sampled_from((60, 20 * 60, 40 * 60)),
    )
    def an_answer_goes_wrong(self, kind: FaultKind, operation: str, times: int, late: int) -> None:
        self.town.world.sandbox.arm(Fault(kind, operation, times=times, seconds=late))
