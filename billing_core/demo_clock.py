"""The demo's clock: the real one, moved ahead by as much as the book says.

Every process of the demo reads the same row, so one click moves them all.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from billing_core.clock import SystemClock
from billing_core.database import Database
from billing_core.models import DemoClockRow
from billing_core.plain_rows import CompiledQuery, plain_rows

ONLY_ROW = 1
_AHEAD = CompiledQuery(select(DemoClockRow.ahead_seconds).where(DemoClockRow.id == ONLY_ROW))


class DemoClock:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._real = SystemClock()

    def now(self) -> datetime:
        return self._real.now() + timedelta(seconds=self.ahead_seconds())

    def ahead_seconds(self) -> int:
        with self._database.looking() as looking:  # asked wherever somebody asks for the time
            return sum(seconds for (seconds,) in plain_rows(looking, _AHEAD))

    def move_to(self, instant: datetime) -> None:
        """Move the clock to `instant`. Forward only: time that was lived cannot be taken back."""
        with self._database.writing() as session:
            row = session.get(DemoClockRow, ONLY_ROW, with_for_update=True)
            if row is None:
                row = DemoClockRow(id=ONLY_ROW, ahead_seconds=0)
                session.add(row)
            wanted = int((instant - self._real.now()).total_seconds())
            row.ahead_seconds = max(row.ahead_seconds, wanted)
