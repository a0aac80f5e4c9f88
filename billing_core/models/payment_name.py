"""A name of a payment: the gateway's number, an order number, or what a file calls it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word


class NameKind(StrEnum):
    GATEWAY = "gateway"  # imp_uid: two of them are always two payments
    ORDER = "order"  # merchant_uid
    FILE = "file"  # the number that a company's file gave it


class PaymentName(Base):
    """A name. A payment may bear several; a number of the gateway or of a file names only one."""

    __tablename__ = "payment_names"
    __table_args__ = (Index("payment_names_by_name", "name"),)

    imp_uid: Mapped[str] = mapped_column(ForeignKey("payments.imp_uid"), primary_key=True)
    kind: Mapped[NameKind] = mapped_column(Word(NameKind), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
