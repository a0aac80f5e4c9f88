"""How far the demo's clock has been moved ahead of the real one. Unused outside the demo."""

from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class DemoClockRow(Base):
    __tablename__ = "demo_clock"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ahead_seconds: Mapped[int] = mapped_column(default=0)
