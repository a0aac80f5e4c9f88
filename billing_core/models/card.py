"""A card of one member under its billing key (빌링키). Only what the gateway masks is kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base

OUR_KEYS = "bd-"


class Card(Base):
    __tablename__ = "cards"

    customer_uid: Mapped[str] = mapped_column(String(80), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    card_name: Mapped[str] = mapped_column(String(60), default="")
    card_number: Mapped[str] = mapped_column(String(40), default="")
    registered_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]  # at the gateway, read back

    @property
    def issued_by_us(self) -> bool:
        """Whether a checkout of ours issued it: it serves nothing else, so it may be deleted."""
        return self.customer_uid.startswith(OUR_KEYS)
