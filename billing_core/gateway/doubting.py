"""Lenient parsing of a payment's row: what cannot be true becomes a flaw of the row.

A row is never thrown away for what it says: it stands in the same window as other people's
refunds. Only what has no number at all cannot be kept (see `parsing`).
"""

from datetime import UTC, datetime

from billing_core.gateway.fields import MOST_WON, Fields, Unreadable
from billing_core.rules.payment import Flaw, PaymentStatus, Refund

FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before it no card was charged over a network
NEVER = datetime.min.replace(tzinfo=UTC)
_USAGES = ("issue", "payment")  # also what begins with "payment.", like "payment.scheduled"


class Doubting:
    """Reads one row leniently; `flaws` says what could not be true, and 0 or None is read there.

    In other currencies amounts may have fractions and are of no account here: no flaws.
    """

    def __init__(self, fields: Fields, *, in_won: bool) -> None:
        self._fields, self._in_won = fields, in_won
        self._flaws: set[Flaw] = set()

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The flaws found so far, always in the order in which `Flaw` names them."""
        if not self._flaws:
            return ()
        return tuple(flaw for flaw in Flaw if flaw in self._flaws)

    def note(self, flaw: Flaw) -> None:
        self._flaws.add(flaw)

    def won(self, name: str, default: int | None = None) -> int:
        return self._won(self._fields, name, default)

    def _won(self, fields: Fields, name: str, default: int | None = None) -> int:
        try:
            amount = fields.whole(name, default)
        except Unreadable:
            return self._no_won(Flaw.NOT_WHOLE_WON)
        if amount < 0:
            return self._no_won(Flaw.NEGATIVE)
        return amount if amount <= MOST_WON else self._no_won(Flaw.NOT_WHOLE_WON)

    def _no_won(self, flaw: Flaw) -> int:
        if self._in_won:
            self.note(flaw)
        return 0

    def instant(self, name: str) -> datetime | None:
        return self._instant(self._fields, name)

    def _instant(self, fields: Fields, name: str) -> datetime | None:
        try:
            at = fields.instant(name)
        except Unreadable:
            at = NEVER
        if at is not None and at < FIRST:
            self.note(Flaw.UNREADABLE_TIME)
            return None
        return at

    def status(self) -> PaymentStatus:
        status = PaymentStatus(self._fields.text("status"))
        if status is PaymentStatus.UNRECOGNISED:
            self.note(Flaw.UNKNOWN_STATUS)
        return status

    def usage(self) -> str:
        usage = self._fields.text("customer_uid_usage")
        if usage and usage.partition(".")[0] not in _USAGES:
            self.note(Flaw.UNKNOWN_USAGE)
        return usage

    def refunds(
        self, cancel_amount: int, cancelled_at: datetime | None, paid_at: datetime | None
    ) -> tuple[Refund, ...]:
        """The refunds by time. Without a history the whole sum went back at `cancelled_at`."""
        found = self._told_refunds(cancel_amount, cancelled_at)
        if paid_at is not None and any(one.refunded_at < paid_at for one in found):
            self.note(Flaw.REFUND_BEFORE_PAYMENT)
        return found

    def _told_refunds(
        self, cancel_amount: int, cancelled_at: datetime | None
    ) -> tuple[Refund, ...]:
        try:
            rows = [Fields(row) for row in self._fields.rows("cancel_history")]
        except Unreadable:
            self.note(Flaw.UNREADABLE_REFUNDS)
            return ()
        if not rows:
            return self._one_refund(cancel_amount, cancelled_at)
        found = [self._refund(row, cancelled_at) for row in rows]
        refunds = sorted(
            (one for one in found if one is not None),
            key=lambda one: (one.refunded_at, one.amount, one.refund_id),
        )
        if self._in_won and sum(one.amount for one in refunds) != cancel_amount:
            self.note(Flaw.REFUNDS_DO_NOT_ADD_UP)
        return tuple(refunds)

    def _refund(self, fields: Fields, cancelled_at: datetime | None) -> Refund | None:
        """An entry without a time takes the payment's own `cancelled_at`."""
        amount = self._won(fields, "amount")
        refunded_at = self._instant(fields, "cancelled_at") or cancelled_at
        if refunded_at is None:
            self.note(Flaw.REFUND_WITHOUT_TIME)
            return None
        return Refund(
            amount=amount,
            refunded_at=refunded_at,
            reason=fields.text("reason"),
            refund_id=fields.text("cancellation_id"),
            receipt_url=fields.text("receipt_url"),
        )

    def _one_refund(self, amount: int, cancelled_at: datetime | None) -> tuple[Refund, ...]:
        if amount == 0:
            return ()
        if cancelled_at is None:
            self.note(Flaw.REFUND_WITHOUT_TIME)
            return ()
        return (Refund(amount, cancelled_at, reason=self._fields.text("cancel_reason")),)

    def money(
        self, status: PaymentStatus, amount: int, cancel_amount: int, paid_at: datetime | None
    ) -> None:
        """Notes the flaws of the row's amounts as a whole."""
        if not self._in_won:
            return
        if cancel_amount > amount:
            self.note(Flaw.REFUNDED_MORE_THAN_PAID)
        claims_captured = status is PaymentStatus.PAID or (
            status is PaymentStatus.CANCELLED and cancel_amount > 0
        )
        if claims_captured and paid_at is None:
            self.note(Flaw.PAID_WITHOUT_INSTANT)
        if status in (PaymentStatus.READY, PaymentStatus.FAILED) and cancel_amount > 0:
            self.note(Flaw.REFUNDED_UNPAID)
