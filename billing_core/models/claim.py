"""A row of a queue that one worker at a time may work on, held by a lease."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class Claimable:
    """A claimable row. `run_at`: not before; `claimed_until`: when the lease of its worker ends."""

    run_at: Mapped[datetime] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
