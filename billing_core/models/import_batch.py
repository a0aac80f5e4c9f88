"""A file of the company's own history that was taken into the book."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class ImportBatch(Base):
    """One file; `excluded` lists the rows that were read and not counted, each with its reason."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(String(80))
    rows_read: Mapped[int]
    rows_new: Mapped[int]
    excluded: Mapped[list[dict[str, Any]]]
