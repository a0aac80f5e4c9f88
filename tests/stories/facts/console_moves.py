"""What other hands do at the gateway: the console, a program with the same keys, its own bells."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from billing_core.sandbox.faults import Fault, FaultKind
from tests.stories.facts.moves import DAY, HOUR, Moves, pauses, pick, which
from tests.stories.facts.town import Shown, perhaps

bells = st.sampled_from(
    (
        FaultKind.WEBHOOK_LOST,
        FaultKind.WEBHOOK_DOUBLED,
        FaultKind.WEBHOOK_DELAYED,
        FaultKind.WEBHOOK_REORDERED,
        FaultKind.WEBHOOK_BEFORE_ANSWER,
    )
)
moved_by = st.sampled_from((-20 * DAY, -DAY, 2 * HOUR, DAY, 38 * DAY, 60 * DAY))
parts = st.sampled_from((0, 0, 1, 10_000, 28_999))  # whole won; 0 is all that is left


class ConsoleMoves(Moves):
    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    @rule(kind=bells, late=st.sampled_from((HOUR, 2 * DAY, 50 * DAY)), times=st.integers(1, 3))
    def bells_go_wrong(self, kind: FaultKind, late: timedelta, times: int) -> None:
        self.town.world.sandbox.arm(Fault(kind, times=times, seconds=int(late.total_seconds())))

    @rule(number=which, after=pauses)
    def a_bell_rings_once_more(self, number: int, after: timedelta) -> None:
        row = pick(self.town.world.sandbox.payments(), number)
        if row is not None and row["imp_uid"]:
            self.town.world.ring(str(row["imp_uid"]), str(row["merchant_uid"]), str(row["status"]))
        self.town.wait(after)

    @precondition(lambda self: bool(self.town.reserved()))
    @rule(number=which, by=moved_by, after=pauses)
    def move_a_booking(self, number: int, by: timedelta, after: timedelta) -> None:
        row = pick(self.town.reserved(), number)
        if row is not None:
            to = row["schedule_at"] + int(by.total_seconds())
            with perhaps():
                self.town.world.sandbox.move_at_console(row["merchant_uid"], to)
        self.town.wait(after)

    @precondition(lambda self: bool(self.town.reserved()))
    @rule(number=which, after=pauses)
    def revoke_a_booking(self, number: int, after: timedelta) -> None:
        row = pick(self.town.reserved(), number)
        if row is not None:
            self.town.world.sandbox.revoke_at_console(row["merchant_uid"])
        self.town.wait(after)

    @rule(number=which, ahead=st.sampled_from((2 * HOUR, 20 * DAY, 80 * DAY)), after=pauses)
    def add_a_booking(self, number: int, ahead: timedelta, after: timedelta) -> None:
        key = pick(self.town.world.sandbox.billing_keys(), number)
        if key is not None:
            at = int((self.town.now + ahead).timestamp())
            name = f"console-{next(self._numbers)}"
            self.town.world.sandbox.book_at_console(str(key["customer_uid"]), name, at, 29_000)
        self.town.wait(after)

    @precondition(lambda self: bool(self._can_run_again()))
    @rule(number=which, after=pauses)
    def retry_a_booking(self, number: int, after: timedelta) -> None:
        """A failed or revoked one, by the console's own button."""
        row = pick(self._can_run_again(), number)
        if row is not None:
            with perhaps():
                self.town.world.sandbox.retry_at_console(row["merchant_uid"])
        self.town.wait(after)

    def _can_run_again(self) -> list[Shown]:
        return [
            one
            for one in self.town.world.sandbox.schedules()
            if one["schedule_status"] == "revoked" or one["payment_status"] == "failed"
        ]

    @rule(number=which, after=pauses)
    def charge_a_key(self, number: int, after: timedelta) -> None:
        key = pick(self.town.world.sandbox.billing_keys(), number)
        if key is not None:
            with perhaps():
                self.town.world.sandbox.charge_at_console(
                    str(key["customer_uid"]), f"console-{next(self._numbers)}", 19_000
                )
        self.town.wait(after)

    @precondition(lambda self: not self.town.world.sandbox.armed())
    @rule(number=which, after=pauses)
    def type_in_a_card(self, number: int, after: timedelta) -> None:
        """A key and real money at once, and the row says that it is a registration. It comes by
        the gateway's API, so only while that answers."""
        key = pick(self.town.world.sandbox.billing_keys(), number)
        if key is not None:
            name = f"console-{next(self._numbers)}"
            self.town.world.onetime(name, str(key["customer_uid"]), 29_000)
        self.town.wait(after)

    @rule(number=which, amount=parts, rings=st.booleans(), after=pauses)
    def refund_at_the_console(
        self, number: int, amount: int, rings: bool, after: timedelta
    ) -> None:
        row = pick(self.town.captured(), number)
        if row is not None:
            with perhaps():
                self.town.world.sandbox.refund_at_console(
                    row["imp_uid"], amount, "콘솔에서 환불", rings=rings
                )
        self.town.wait(after)

    @rule(number=which, after=pauses)
    def delete_a_key(self, number: int, after: timedelta) -> None:
        key = pick(self.town.world.sandbox.billing_keys(), number)
        if key is not None:
            with perhaps():
                self.town.world.sandbox.delete_key_at_console(str(key["customer_uid"]))
        self.town.wait(after)
