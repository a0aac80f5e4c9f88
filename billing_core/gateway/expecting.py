"""Parsers that also check that the answer is about what was asked.

A crossed answer (a proxy's cache, a case-insensitive look-up) must not settle someone
else's payment. Each function gives a parser that raises Unreadable.
"""

from collections.abc import Callable, Iterable, Iterator

from billing_core.gateway.fields import Fields, Unreadable
from billing_core.gateway.paging import whole_list
from billing_core.gateway.parsing import booking_from, issued_key_from, payment_from
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.card import IssuedKey
from billing_core.rules.payment import Payment, PaymentStatus


def the_payment(*, imp_uid: str = "", merchant_uid: str = "") -> Callable[[object], Payment]:
    """The payment with that id, or under that name."""

    def parse(response: object) -> Payment:
        payment = payment_from(response)
        if imp_uid and payment.imp_uid != imp_uid:
            raise Unreadable("the answer is about another imp_uid")
        if merchant_uid and payment.merchant_uid != merchant_uid:
            raise Unreadable("the answer is about another merchant_uid")
        return payment

    return parse


def believed(parse: Callable[[object], Payment]) -> Callable[[object], Payment]:
    """A payment that settles something: with flaws it proves nothing, whichever way."""

    def parse_believed(response: object) -> Payment:
        payment = parse(response)
        if payment.flaws:
            raise Unreadable(f"cannot be believed, {', '.join(payment.flaws)}")
        return payment

    return parse_believed


def ours(parse: Callable[[object], Payment]) -> Callable[[object], Payment]:
    """A payment under a name of our own, which we never asked for in another currency."""

    def parse_ours(response: object) -> Payment:
        payment = believed(parse)(response)
        if not payment.in_won:
            raise Unreadable(f"a payment of ours in {payment.currency}")
        return payment

    return parse_ours


def settled(parse: Callable[[object], Payment]) -> Callable[[object], Payment]:
    """The payment a charge ended in: paid or failed. Anything else is no outcome yet."""

    def parse_settled(response: object) -> Payment:
        payment = ours(parse)(response)
        if payment.status not in (PaymentStatus.PAID, PaymentStatus.FAILED):
            raise Unreadable(f"a charge that is {payment.status.value} has not ended")
        return payment

    return parse_settled


def the_booking(merchant_uid: str) -> Callable[[object], Booking]:
    """The booking of that name, the live one if there are several."""
    rows = whole_list(booking_from)

    def parse(response: object) -> Booking:
        named = [booking for booking in rows(response) if booking.merchant_uid == merchant_uid]
        if not named:
            raise Unreadable("the answer is not about that booking")
        live = [booking for booking in named if booking.status is BookingStatus.SCHEDULED]
        return (live or named)[0]

    return parse


def having(status: BookingStatus | None, bookings: Iterable[Booking]) -> Iterator[Booking]:
    """The bookings of that status, and those of one never seen before: they may be alive."""
    for booking in bookings:
        if status is None or booking.status in (status, BookingStatus.UNRECOGNISED):
            yield booking


def the_amount_prepared(merchant_uid: str, amount: int) -> Callable[[object], None]:
    def parse(response: object) -> None:
        said = Fields(response)
        if (said.text("merchant_uid"), said.won("amount")) != (merchant_uid, amount):
            raise Unreadable("the answer is about another order")

    return parse


def the_key(customer_uid: str) -> Callable[[object], IssuedKey]:
    def parse(response: object) -> IssuedKey:
        key = issued_key_from(response)
        if key.customer_uid != customer_uid:
            raise Unreadable("the answer is about another customer_uid")
        return key

    return parse
