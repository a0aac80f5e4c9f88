"""The client of Iamport's V1 API: one method for each thing we ask or do, in our own words."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Literal, Self

import httpx

from billing_core.clock import Clock
from billing_core.gateway import booking_calls, customer_calls, expecting, payment_calls
from billing_core.gateway.call import Call
from billing_core.gateway.errors import NotFound, Refused
from billing_core.gateway.gateway_clock import GatewayClock
from billing_core.gateway.identifiers import could_be_imp_uid
from billing_core.gateway.paging import OnUnreadable, every_page, in_order, whole_list
from billing_core.gateway.parsing import booking_from, payment_from
from billing_core.gateway.sale import Sale
from billing_core.gateway.token import KeyDesk, TokenKeeper
from billing_core.gateway.transport import Timeouts, Transport
from billing_core.gateway.windows import BOOKING_WINDOW, PAYMENT_WINDOW, windows
from billing_core.gateway.wire import Wire
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.card import IssuedKey
from billing_core.rules.payment import Payment, PaymentStatus

PAYMENTS_PER_CALL = 100
SOONEST = timedelta(minutes=1)
DEFAULT_TIMEOUTS = Timeouts()


class Iamport:
    """The gateway's client: one per process, shared by its threads; close it at the end.

    Amounts are whole won, instants aware (a naive one is a ValueError). Reads are repeated
    briefly while the gateway is unavailable; writes are sent exactly once. What each raises
    stands in `billing_core.gateway.errors`.
    """

    def __init__(
        self,
        *,
        base_url: str,
        imp_key: str,
        imp_secret: str,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        """Sends nothing yet. Raises ValueError when `base_url` is not a web address."""
        self._transport = Transport(base_url, timeouts, transport)
        desk = KeyDesk(self._transport, clock, imp_key, imp_secret)
        self._wire = Wire(self._transport, TokenKeeper(desk.fetch, clock))
        self._time = GatewayClock(self._wire, clock)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # The gateway's time

    def measure_clock(self) -> timedelta | None:
        """How far the gateway's clock is ahead of ours (below 0: behind), measured now by a fresh
        token. Raises what a read raises."""
        return self._time.measure()

    def now(self) -> datetime:
        """This instant by the gateway's clock: ours and the offset, which is measured if it
        never was (raising what a read raises) and not believed beyond a day."""
        return self._time.now()

    # Reads

    def payment(self, imp_uid: str) -> Payment:
        """One payment by its imp_uid, test-channel ones included. Raises NotFound."""
        if not could_be_imp_uid(imp_uid):
            ids = {"imp_uid": imp_uid[:100]}
            raise NotFound("no gateway gives out such an imp_uid", operation="payment", ids=ids)
        return self._wire.read(
            payment_calls.payment(imp_uid), expecting.the_payment(imp_uid=imp_uid)
        )

    def payments(self, imp_uids: Sequence[str]) -> list[Payment]:
        """Any number, a hundred per call; those the gateway does not know are absent.

        One unreadable row raises BadAnswer: read that hundred one by one with `payment` then.
        """
        wanted = [imp_uid for imp_uid in dict.fromkeys(imp_uids) if could_be_imp_uid(imp_uid)]
        found: list[Payment] = []
        for start in range(0, len(wanted), PAYMENTS_PER_CALL):
            found += self._payments_at_once(wanted[start : start + PAYMENTS_PER_CALL])
        return found

    def _payments_at_once(self, imp_uids: list[str]) -> list[Payment]:
        try:
            rows = self._wire.read(payment_calls.payments(imp_uids), whole_list(payment_from))
        except NotFound:
            return []
        return [payment for payment in rows if payment.imp_uid in imp_uids]

    def find_all_payments(self, merchant_uid: str) -> list[Payment]:
        """Every attempt under that name, oldest first; unknown is `[]`, and no proof by itself.

        One row that cannot be believed raises BadAnswer: it may be the charge that is looked for.
        """
        call = payment_calls.find_all_payments(merchant_uid)
        return list(
            every_page(
                self._wire, call, expecting.ours(expecting.the_payment(merchant_uid=merchant_uid))
            )
        )

    def payments_by_status(
        self,
        status: PaymentStatus | Literal["all"],
        since: datetime,
        until: datetime,
        *,
        on_unreadable: OnUnreadable | None = None,
    ) -> Iterator[Payment]:
        """Payments whose *present* status was reached in [since, until), any length of time.

        A January payment refunded in March is not in January's `paid`. What cannot be true
        comes with `flaws`; what has no number goes to `on_unreadable`, and without one it raises
        BadAnswer at the end of its window, after all the others.
        """
        word = PaymentStatus(status).value if status != "all" else "all"
        for start, end in windows(since, until, PAYMENT_WINDOW):
            call_from = partial(payment_calls.payments_by_status, word, end=end)
            if word in payment_calls.IN_ORDER:
                at = partial(Payment.reached_at, status=PaymentStatus(word))
                rows = partial(in_order, self._wire, call_from, start, payment_from, at=at)
            else:
                rows = partial(every_page, self._wire, call_from(start), payment_from)
            yield from rows(on_unreadable=on_unreadable)

    def payments_of_customer(
        self, customer_uid: str, *, on_unreadable: OnUnreadable | None = None
    ) -> list[Payment]:
        """Everything paid or tried with that billing key; unknown is `[]`.

        Without `on_unreadable` it is a proof: a payment with `flaws` raises BadAnswer, as a row
        without a number does.
        """
        call = customer_calls.payments_of_customer(customer_uid)
        row = payment_from if on_unreadable else expecting.believed(payment_from)
        try:
            return list(every_page(self._wire, call, row, on_unreadable))
        except Refused as error:
            if not customer_calls.says_unknown(error):
                raise
            return []

    def customer(self, customer_uid: str) -> IssuedKey:
        """The billing key. Raises NotFound, in whichever way the gateway says so."""
        call = customer_calls.customer(customer_uid)
        try:
            return self._wire.read(call, expecting.the_key(customer_uid))
        except Refused as error:
            if not customer_calls.says_unknown(error):
                raise
            raise call.error(NotFound, f"unknown, {error.gateway_message!r}") from error

    def booking(self, merchant_uid: str) -> Booking:
        """One booking by its merchant_uid. Raises NotFound."""
        return self._wire.read(
            booking_calls.booking(merchant_uid), expecting.the_booking(merchant_uid)
        )

    def bookings(
        self, since: datetime, until: datetime, status: BookingStatus | None = None
    ) -> Iterator[Booking]:
        """All bookings due in [since, until), any length of time; rows as `payments_by_status`.

        With a `status`, rows whose status this version has never seen come too: a booking that
        may be alive is never hidden.
        """
        for start, end in windows(since, until, BOOKING_WINDOW):
            call_from = partial(booking_calls.bookings, end=end, status=status)
            rows = in_order(self._wire, call_from, start, booking_from, at=attrgetter("due_at"))
            yield from expecting.having(status, rows)

    def bookings_of(
        self,
        customer_uid: str,
        since: datetime,
        until: datetime,
        status: BookingStatus | None = None,
    ) -> list[Booking]:
        """As `bookings`, for one billing key; an unknown one is `[]`."""
        found: list[Booking] = []
        for start, end in windows(since, until, BOOKING_WINDOW):
            call = booking_calls.bookings_of(customer_uid, start, end, status)
            found += expecting.having(status, every_page(self._wire, call, booking_from))
        return found

    # Writes: sent once. Money and new bookings come back as a clear success or OutcomeUnknown.

    def charge(
        self,
        *,
        customer_uid: str,
        merchant_uid: str,
        amount: int,
        name: str,
        buyer_name: str = "",
        notice_url: str = "",
    ) -> Payment:
        """Charge a card now; `merchant_uid` is the idempotency key. A declined card is an answer:
        a Payment with status `failed`."""
        sale = Sale(amount, name, buyer_name, notice_url)
        call = payment_calls.charge(customer_uid, merchant_uid, sale)
        return self._wire.write(
            call, expecting.settled(expecting.the_payment(merchant_uid=merchant_uid))
        )

    def book(
        self,
        *,
        customer_uid: str,
        merchant_uid: str,
        due_at: datetime,
        amount: int,
        name: str,
        buyer_name: str = "",
        notice_url: str = "",
    ) -> Booking:
        """Register one future charge, never earlier than `due_at`; the Booking says when.

        What is past or due now by the gateway's clock is booked a minute from its now.
        """
        sale = Sale(amount, name, buyer_name, notice_url)
        call = self._in_time(partial(booking_calls.book, customer_uid, merchant_uid, sale), due_at)
        return self._wire.write(call, expecting.the_booking(merchant_uid))

    def _in_time(self, call: Callable[[datetime], Call], due_at: datetime) -> Call:
        """The call at `due_at`, or as soon as the gateway does not call it past."""
        self._wire.make_ready(call(due_at))
        return call(max(due_at, self._time.now() + SOONEST))

    def revoke(
        self, customer_uid: str, merchant_uids: Sequence[str] | None = None
    ) -> list[Booking]:
        """Revoke the named bookings of one billing key; None means all of that key's.

        `[]` only says that the gateway revoked nothing just now: by its `code` "there was
        nothing" looks like any other refusal. Prove the result by `bookings_of`, always.
        """
        if merchant_uids is not None and not merchant_uids:
            return []  # to the gateway, no names would mean all of them
        try:
            call = booking_calls.revoke(customer_uid, merchant_uids)
            return self._wire.write(call, whole_list(booking_from))
        except Refused as error:
            if error.http_status != 200:
                raise
            return []

    def move(self, merchant_uid: str, due_at: datetime) -> Booking:
        """Move a live booking, to a time as `book` takes it.

        Raises NotFound, Refused when it has run or was revoked.
        """
        call = self._in_time(partial(booking_calls.move, merchant_uid), due_at)
        return self._wire.write(call, expecting.the_booking(merchant_uid))

    def refund(self, imp_uid: str, *, amount: int, remaining: int, reason: str) -> Payment:
        """Give back `amount` of the `remaining` won, which the gateway compares with its own
        (optimistic concurrency)."""
        call = payment_calls.refund(imp_uid, amount, remaining, reason)
        return self._wire.write(call, expecting.ours(expecting.the_payment(imp_uid=imp_uid)))

    def prepare(self, merchant_uid: str, amount: int) -> None:
        """Say beforehand what the window of that name will show: it opens with no other amount.
        Each name once."""
        call = payment_calls.prepare(merchant_uid, amount)
        self._wire.write(call, expecting.the_amount_prepared(merchant_uid, amount))

    def delete_customer(self, customer_uid: str, reason: str = "") -> None:
        """Delete a billing key for good; look for live bookings first. Raises NotFound, Refused."""
        call = customer_calls.delete_customer(customer_uid, reason)
        self._wire.write(call, lambda _deleted: None)
