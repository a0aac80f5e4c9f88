"""How far bringing a book up to date has come: which migration of how many, and row of a long one."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alembic import op
from alembic.script import Script

ATTRIBUTE = "progress"  # of Alembic's configuration, where a migration finds who listens


@dataclass(frozen=True)
class MigrationStep:
    """What is going on, or with `seconds` what is done."""

    number: int
    of: int
    revision: str
    name: str
    done: int = 0
    rows: int = 0
    seconds: float | None = None


Listener = Callable[[MigrationStep], None]


class MigrationProgress:
    """Tells the listener of each migration when it begins, while it goes on and when it is done."""

    def __init__(self, told: Listener, scripts: Sequence[Script]) -> None:
        """`scripts`: what is to run, in its order."""
        self._told = told
        self._steps = [
            MigrationStep(number, len(scripts), str(script.revision), script.doc.partition(":")[0])
            for number, script in enumerate(scripts, 1)
        ]
        self._begin()

    def is_at(self, done: int, rows: int) -> None:
        if self._steps:
            self._told(replace(self._steps[0], done=done, rows=rows))

    def applied(self, **_of_alembic: object) -> None:
        """The first of what is left is done. Alembic's `on_version_apply`."""
        if self._steps:
            self._told(replace(self._steps.pop(0), seconds=time.monotonic() - self._begun))
            self._begin()

    def _begin(self) -> None:
        self._begun = time.monotonic()
        if self._steps:
            self._told(self._steps[0])


def is_at(done: int, rows: int) -> None:
    """For a migration: so many rows of so many are done."""
    config = op.get_context().config
    progress = config.attributes.get(ATTRIBUTE) if config else None
    if isinstance(progress, MigrationProgress):
        progress.is_at(done, rows)
