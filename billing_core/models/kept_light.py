"""The cached count of what broke an invariant (promise) of the book when last looked at."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class KeptLight(Base):
    """One count: `invariant` is its code; `broken` how many rows broke it at `looked_at`."""

    __tablename__ = "kept_lights"

    invariant: Mapped[str] = mapped_column(String(40), primary_key=True)
    broken: Mapped[int]
    looked_at: Mapped[datetime]
