"""A row that one worker at a time may work on, held for a limited time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class Claimable:
    """`run_at`: not before; `claimed_until`: somebody is on it until then, unless they died."""

    run_at: Mapped[datetime] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
