"""The sandbox's virtual clock: real time plus an offset that only grows, or held until moved."""

import time
from collections.abc import Callable


class ClockMovedBackwardsError(ValueError):
    """A move into the past: the gateway's books are dated, so its clock never goes back."""


class SandboxClock:
    """A virtual clock in unix seconds, never decreasing by anything this class does.

    Ticking (the default) it shows real time plus an offset. `held_at` makes it stand still at that
    instant until somebody moves it. `real` is injectable for tests.
    """

    def __init__(self, held_at: int | None = None, real: Callable[[], float] = time.time) -> None:
        self._held_at = held_at
        self._real = real
        self.offset = 0

    @property
    def held(self) -> bool:
        return self._held_at is not None

    def now(self) -> int:
        return int(self._real()) + self.offset if self._held_at is None else self._held_at

    def move_to(self, instant: int) -> None:
        """Move forward. Raises `ClockMovedBackwardsError` when `instant` has passed already."""
        behind = instant - self.now()
        if behind < 0:
            raise ClockMovedBackwardsError(f"the sandbox clock is already {-behind} s further")
        if self._held_at is None:
            self.offset += behind
        else:
            self._held_at = instant

    def reach(self, instant: int) -> None:
        """Move to `instant`, unless it has passed already."""
        if instant > self.now():
            self.move_to(instant)

    def resume(self, reached: int, offset: int) -> None:
        """Carry on from an earlier run that had come to `reached` with `offset`."""
        if not self.held:
            self.offset = max(self.offset, offset)
        self.reach(reached)
