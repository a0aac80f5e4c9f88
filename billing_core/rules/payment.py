"""A payment as the gateway's books show it, reduced to the facts this product uses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

AHEAD_AT_MOST = timedelta(days=1)


class PaymentStatus(StrEnum):
    READY = "ready"
    PAID = "paid"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNRECOGNISED = "unrecognised"  # a value this version has never seen; `raw` keeps the word

    @classmethod
    def _missing_(cls, _value: object) -> PaymentStatus:
        return cls.UNRECOGNISED


class Flaw(StrEnum):
    """Why a row of the gateway's books cannot be believed. `raw` keeps what it said."""

    NOT_WHOLE_WON = "not_whole_won"
    NEGATIVE = "negative"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_USAGE = "unknown_usage"
    UNREADABLE_TIME = "unreadable_time"
    PAID_WITHOUT_INSTANT = "paid_without_instant"
    REFUNDED_MORE_THAN_PAID = "refunded_more_than_paid"
    REFUNDED_UNPAID = "refunded_unpaid"
    REFUNDS_DO_NOT_ADD_UP = "refunds_do_not_add_up"
    REFUND_WITHOUT_TIME = "refund_without_time"
    REFUND_BEFORE_PAYMENT = "refund_before_payment"
    UNREADABLE_REFUNDS = "unreadable_refunds"


@dataclass(frozen=True)
class Refund:
    """One entry of `cancel_history`. `amount` is whole won; `refunded_at` an aware UTC instant."""

    amount: int
    refunded_at: datetime
    reason: str = ""
    refund_id: str = ""  # the gateway's `cancellation_id`; empty when it gave none
    receipt_url: str = ""

    @property
    def key(self) -> str:
        """What it is known by: the gateway's id, or its instant and won where it gave none."""
        return self.refund_id or f"{self.refunded_at:%Y%m%d%H%M%S}-{self.amount}"


@dataclass(frozen=True)
class Payment:
    """What one read of `GET /payments/...` said.

    Amounts are whole won, instants aware UTC, and a time the gateway has not reached
    (it says `0`) is None. `status` is the gateway's word: a *partial* refund also says
    `cancelled`, so judge money by `amount - cancel_amount`, never by `status`.
    With `flaws` nothing here is to be believed, and an amount or time that cannot be is 0 or
    None. `refunds` stand in the order of time, whatever order they were listed in.
    """

    imp_uid: str
    merchant_uid: str
    status: PaymentStatus
    amount: int
    cancel_amount: int = 0
    currency: str = "KRW"
    customer_uid: str = ""
    customer_uid_usage: str = ""  # "issue", "payment", "payment.scheduled" or empty
    started_at: datetime | None = None
    paid_at: datetime | None = None
    failed_at: datetime | None = None
    cancelled_at: datetime | None = None
    fail_reason: str = ""
    refunds: tuple[Refund, ...] = ()
    card_name: str = ""
    card_number: str = ""  # masked by the gateway
    apply_num: str = ""  # the card company's approval number
    receipt_url: str = ""
    name: str = ""  # what was sold, as the card statement shows it
    pg_provider: str = ""
    test_channel: bool = False  # the gateway's `sandbox: true`
    flaws: tuple[Flaw, ...] = ()
    raw: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def in_won(self) -> bool:
        return self.currency == "KRW"

    def doubted_at(self, now: datetime) -> Payment:
        """The same, with a flaw where money moved more than a day from now: clocks differ, but
        nothing was paid or given back next month."""
        moved = (self.paid_at, *(refund.refunded_at for refund in self.refunds))
        early = any(at is not None and at - now > AHEAD_AT_MOST for at in moved)
        if not early or Flaw.UNREADABLE_TIME in self.flaws:
            return self
        flaws = {*self.flaws, Flaw.UNREADABLE_TIME}
        return replace(self, flaws=tuple(flaw for flaw in Flaw if flaw in flaws))

    def reached_at(self, status: PaymentStatus) -> datetime | None:
        """The instant on that status's own clock; None for a status that has none here."""
        match status:
            case PaymentStatus.PAID:
                return self.paid_at
            case PaymentStatus.FAILED:
                return self.failed_at
            case PaymentStatus.CANCELLED:
                return self.cancelled_at
            case _:
                return None

    @property
    def captured(self) -> bool:
        """Money moved at some time, even if some or all of it went back later."""
        return self.paid_at is not None and self.status in (
            PaymentStatus.PAID,
            PaymentStatus.CANCELLED,
        )
