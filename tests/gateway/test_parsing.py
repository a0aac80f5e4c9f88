"""Parsing: what the live service has been seen to send, and what no service can mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from billing_core.gateway.fields import Unreadable
from billing_core.gateway.parsing import booking_from, issued_key_from, payment_from
from billing_core.rules.booking import BookingStatus
from billing_core.rules.payment import Flaw, PaymentStatus, Refund
from tests.gateway.script import NOON, booking_row, payment_row

AT_NOON = datetime.fromtimestamp(NOON, UTC)


@pytest.mark.parametrize("written", [29_000, 29_000.0, "29000", "29000.00", " 29000 "])
def test_won_may_be_written_in_several_ways(written: object) -> None:
    assert payment_from(payment_row(amount=written)).amount == 29_000


@pytest.mark.parametrize(
    "impossible",
    [
        None,
        0.5,
        29_000.5,
        "29000.5",
        "",
        "29,000",
        True,
        -1,
        1e300,
        float("nan"),
        float("inf"),
        10**17,
    ],
)
def test_won_are_never_rounded_or_guessed(impossible: object) -> None:
    payment = payment_from(payment_row(amount=impossible))
    negative = impossible == -1 and not isinstance(impossible, bool)

    assert payment.amount == 0
    assert payment.flaws == ((Flaw.NEGATIVE,) if negative else (Flaw.NOT_WHOLE_WON,))
    assert payment.raw["amount"] is impossible
    with pytest.raises(Unreadable, match="amount"):
        booking_from(booking_row(amount=impossible))


@pytest.mark.parametrize("not_reached", [0, None, "0", 0.0])
def test_a_time_not_reached_is_none(not_reached: object) -> None:
    payment = payment_from(payment_row(paid_at=not_reached))
    assert payment.paid_at is None
    assert not payment.captured


@pytest.mark.parametrize("written", [NOON, float(NOON), str(NOON)])
def test_a_time_may_be_written_in_several_ways(written: object) -> None:
    assert payment_from(payment_row(paid_at=written)).paid_at == AT_NOON


@pytest.mark.parametrize("impossible", [NOON * 1000, "yesterday", 1.5, 10**30, [], True])
def test_a_time_that_cannot_be_is_not_repaired(impossible: object) -> None:
    payment = payment_from(payment_row(paid_at=impossible))

    assert payment.paid_at is None
    assert Flaw.UNREADABLE_TIME in payment.flaws


def test_a_payment_with_everything_null_is_still_a_payment() -> None:
    needed = {"imp_uid": "imp_1", "status": "ready", "amount": 0}
    nulls = dict.fromkeys(payment_row(), None)
    bare = payment_from({**nulls, **needed})

    assert bare.status is PaymentStatus.READY
    assert bare == payment_from(needed)
    assert (bare.currency, bare.refunds, bare.test_channel) == ("KRW", (), False)


def test_statuses_and_keys_nobody_has_seen_before_are_kept_in_raw() -> None:
    row = payment_row(status="partially_captured", wallet={"kind": "new"}, customer_uid_usage="x.y")
    payment = payment_from(row)

    assert payment.status is PaymentStatus.UNRECOGNISED
    assert payment.customer_uid_usage == "x.y"
    assert payment.raw["status"] == "partially_captured"
    assert payment.flaws == (Flaw.UNKNOWN_STATUS, Flaw.UNKNOWN_USAGE)
    assert payment.raw["wallet"] == {"kind": "new"}


def test_each_refund_has_its_own_instant() -> None:
    history = [
        {"amount": 10_000, "cancelled_at": NOON, "reason": None, "cancellation_id": "can_1"},
        {"amount": "19000", "cancelled_at": 0, "receipt_url": "https://pg.test/r"},
    ]
    row = payment_row(cancel_amount=29_000, cancelled_at=NOON + 60, cancel_history=history)
    assert payment_from(row).refunds == (
        Refund(10_000, AT_NOON, refund_id="can_1"),
        # An entry without a time takes the payment's own.
        Refund(19_000, datetime.fromtimestamp(NOON + 60, UTC), receipt_url="https://pg.test/r"),
    )


@pytest.mark.parametrize(
    ("flag", "is_test"), [(True, True), ("true", True), (1, True), (False, False), (None, False)]
)
def test_the_vendors_test_channel_is_marked(flag: object, *, is_test: bool) -> None:
    assert payment_from(payment_row(sandbox=flag)).test_channel is is_test


def test_text_no_database_can_store_loses_only_those_characters() -> None:
    assert payment_from(payment_row(name="김\x00하\ud83d늘 😀")).name == "김하늘 😀"


@pytest.mark.parametrize("missing", ["merchant_uid", "schedule_at", "amount"])
def test_a_booking_needs_its_name_its_time_and_its_amount(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        booking_from(booking_row(**{missing: None}))


def test_a_booking_in_a_new_state_is_not_taken_for_a_known_one() -> None:
    booking = booking_from(booking_row(schedule_status="paused", payment_status="held"))
    assert booking.status is BookingStatus.UNRECOGNISED
    assert booking.payment_status is PaymentStatus.UNRECOGNISED


def test_a_billing_key_without_card_details_is_a_billing_key() -> None:
    key = issued_key_from({"customer_uid": "card_1", "card_name": None, "inserted": 0})
    assert (key.customer_uid, key.card_name, key.issued_at) == ("card_1", "", None)


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_is_no_object_is_nothing(value: object) -> None:
    for parse in (payment_from, booking_from, issued_key_from):
        with pytest.raises(Unreadable):
            parse(value)
