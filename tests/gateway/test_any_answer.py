"""Whatever JSON comes back, a caller meets a value or a GatewayError, never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing_core.clock import HeldClock
from billing_core.gateway import BadAnswer, GatewayError, Iamport, OutcomeUnknown, Unavailable
from tests.gateway.script import NOON, booking_row, envelope, payment_row, said

DUE = datetime.fromtimestamp(NOON, UTC)
SPAN = (DUE, DUE + timedelta(days=1))
ORDER = {"customer_uid": "card_1", "merchant_uid": "bdc1", "name": "멤버십"}

READS: dict[str, Callable[[Iamport], object]] = {
    "payment": lambda it: it.payment("imp_100"),
    "payments": lambda it: it.payments(["imp_100"]),
    "find_all_payments": lambda it: it.find_all_payments("bdc1"),
    "payments_by_status": lambda it: list(it.payments_by_status("all", *SPAN)),
    "payments_of_customer": lambda it: it.payments_of_customer("card_1"),
    "customer": lambda it: it.customer("card_1"),
    "booking": lambda it: it.booking("bdc2"),
    "bookings": lambda it: list(it.bookings(*SPAN)),
    "bookings_of": lambda it: it.bookings_of("card_1", *SPAN),
}
WRITES: dict[str, Callable[[Iamport], object]] = {
    "charge": lambda it: it.charge(amount=29_000, **ORDER),
    "book": lambda it: it.book(amount=29_000, due_at=DUE, **ORDER),
    "revoke": lambda it: it.revoke("card_1"),
    "move": lambda it: it.move("bdc2", DUE),
    "refund": lambda it: it.refund("imp_100", amount=1, remaining=2, reason=""),
    "delete_customer": lambda it: it.delete_customer("card_1"),
    "prepare": lambda it: it.prepare("bdi1", 29_000),
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def _spoilt(row: dict[str, object]) -> st.SearchStrategy[dict[str, object]]:
    """A proper row in which a few fields hold anything at all."""
    spoils = st.dictionaries(st.sampled_from(sorted(row)), json_values, max_size=3)
    return spoils.map(lambda spoil: {**row, **spoil})


rows = _spoilt(payment_row()) | _spoilt(booking_row()) | json_values
pages = st.fixed_dictionaries(
    {"list": st.lists(rows, max_size=3) | json_values},
    optional={"next": json_values, "total": json_values, "previous": json_values},
)
envelopes = st.fixed_dictionaries(
    {"response": rows | pages | st.lists(rows, max_size=3)},
    optional={"code": st.sampled_from([0, 1, -1]) | json_values, "message": json_values},
)
statuses = st.sampled_from([200, 200, 200, 204, 207, 302, 400, 403, 404, 429, 500, 503])


def _met(call: Callable[[Iamport], object], http_status: int, body: bytes) -> GatewayError | None:
    """The error the caller meets; None when it is given a value."""
    pages_left = 20  # a page that names ever higher ones is cut off here, not by the client

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal pages_left
        if request.url.path == "/users/getToken":
            return said({"access_token": "t", "now": NOON, "expired_at": NOON + 1800})
        pages_left -= 1
        return httpx.Response(http_status if pages_left else 503, content=body)

    with (
        stamina.set_testing(True),
        Iamport(
            base_url="https://gateway.test",
            imp_key="key",
            imp_secret="secret",
            clock=HeldClock(DUE),
            transport=httpx.MockTransport(answer),
        ) as iamport,
    ):
        try:
            call(iamport)
        except GatewayError as error:
            return error
    return None


_FAST = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", READS)
@_FAST
@given(http_status=statuses, body=envelopes | json_values)
def test_any_answer_to_a_read_is_a_value_or_a_gateway_error(
    name: str, http_status: int, body: object
) -> None:
    error = _met(READS[name], http_status, json.dumps(body).encode())
    assert not isinstance(error, OutcomeUnknown)  # a read leaves nothing open


@pytest.mark.parametrize("name", WRITES)
@_FAST
@given(http_status=statuses, body=envelopes | json_values)
def test_any_answer_to_a_write_is_a_value_or_a_gateway_error(
    name: str, http_status: int, body: object
) -> None:
    error = _met(WRITES[name], http_status, json.dumps(body).encode())
    assert not isinstance(error, (BadAnswer, Unavailable))  # a write that was sent is open


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"[" * 100_000, b'{"code": ' + b"9" * 5000 + b"}", b'{"code":0}']
)
def test_bytes_that_are_no_json_are_a_gateway_error(body: bytes) -> None:
    for call in (READS["payment"], WRITES["charge"]):
        assert _met(call, 200, body) is not None


def test_the_proper_answers_behind_these_tests_are_accepted() -> None:
    """Otherwise the tests above would pass by refusing everything."""
    assert _met(READS["payment"], 200, json.dumps(envelope(payment_row())).encode()) is None
    assert _met(READS["bookings_of"], 200, json.dumps(envelope([booking_row()])).encode()) is None
    assert _met(WRITES["charge"], 200, json.dumps(envelope(payment_row())).encode()) is None
