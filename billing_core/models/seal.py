"""Seals (봉인) of the ledger and the audit log, append-only, and what looking at them last found."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class Seal(Base):
    """The `count` rows of `table` behind `after_id` up to `last_id`; 0 is from the beginning on.

    `digests` has each row's number and two digests (`rules/seal.py`); `previous` is the head of the
    seal before, `head` the HMAC over all of it. `key_name` tells which key made it.
    """

    __tablename__ = "seals"
    __table_args__ = (UniqueConstraint("sealed_table", "last_id", name="one_seal_per_row"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    table: Mapped[str] = mapped_column("sealed_table", String(40))
    after_id: Mapped[int]
    last_id: Mapped[int]
    count: Mapped[int]
    sealed_at: Mapped[datetime]
    key_name: Mapped[str] = mapped_column(String(16))
    previous: Mapped[str] = mapped_column(String(64))
    digests: Mapped[bytes]
    head: Mapped[str] = mapped_column(String(64))


class SealState(Base):
    """One row. `next_seal` is the first that the next look begins with; `everything_at`: when all
    were looked at; `differences` as `seals/state.py` writes them."""

    __tablename__ = "seal_state"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    next_seal: Mapped[int]
    looked_at: Mapped[datetime]
    everything_at: Mapped[datetime | None]
    differences: Mapped[list[dict[str, Any]]]
