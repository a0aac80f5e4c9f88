"""What the terminal says while a book is brought up to date (데이터베이스 구조)."""

import time
from collections.abc import Callable

from billing_core.migrations.progress import MigrationStep

SAY_EVERY_SECONDS = 5.0
WORTH_SAYING_SECONDS = 1.0


class MigrationWords:
    """A line when each migration begins, how far a long one is, and how long it took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._said_at = say, time.monotonic()

    def __call__(self, step: MigrationStep) -> None:
        if step.seconds is not None:
            if step.seconds >= WORTH_SAYING_SECONDS:
                self._say(f"       {step.seconds:,.0f}초 · s")
        elif step.rows:
            if time.monotonic() - self._said_at >= SAY_EVERY_SECONDS:
                self._said_at = time.monotonic()
                self._say(f"       {step.done:,} / {step.rows:,}행 · rows")
        else:
            self._said_at = time.monotonic()
            self._say(f"{step.number:>2}/{step.of}  {step.revision} {step.name}")
