"""A booking (예약 결제): one future charge registered at the gateway, which calls it a schedule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing_core.rules.payment import PaymentStatus


class BookingStatus(StrEnum):
    SCHEDULED = "scheduled"
    EXECUTED = "executed"  # it ran; whether it was *paid* is `payment_status`
    REVOKED = "revoked"
    UNRECOGNISED = "unrecognised"

    @classmethod
    def _missing_(cls, _value: object) -> BookingStatus:
        return cls.UNRECOGNISED


@dataclass(frozen=True)
class Booking:
    """What the gateway says of one schedule. Won, aware UTC instants; unreached times are None."""

    merchant_uid: str
    customer_uid: str
    status: BookingStatus
    due_at: datetime
    amount: int
    payment_status: PaymentStatus | None = None
    imp_uid: str = ""
    executed_at: datetime | None = None
    revoked_at: datetime | None = None
    fail_reason: str = ""
    raw: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
