"""Backups that were made of this book, and the restore that it came from."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class BackupMade(Base):
    """Good where `error` is empty: it was opened again after it was written."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(default=0)
    encrypted: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(400), default="")


class Restoration(Base):
    """This book was taken from a backup of `backup_at`. Until `compared_at` nothing is charged or
    booked: what happened since then is only in the gateway's book."""

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    compared_at: Mapped[datetime | None]
    absent: Mapped[int] = mapped_column(default=0)  # bookings that a person was asked about
    forgotten_again: Mapped[int] = mapped_column(default=0)
