"""The heartbeats of the loops in the background: one row for each loop of each process."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.loop import LoopName


class Heartbeat(Base):
    """By the real clock. `process`: a name it gave itself at its start; `turned_at`: see `Beat`."""

    __tablename__ = "heartbeats"

    loop: Mapped[LoopName] = mapped_column(Word(LoopName), primary_key=True)
    process: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]
    turned_at: Mapped[datetime]
