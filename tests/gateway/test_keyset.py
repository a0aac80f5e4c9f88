"""Keyset pagination of lists that change while they are read: nothing missed, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, payment_calls
from billing_core.rules.payment import PaymentStatus
from billing_core.sandbox import Sandbox, SandboxClock
from billing_core.sandbox.transport import SandboxTransport
from tests.gateway.script import Script, page, payment_row, said

START = datetime(2026, 3, 1, tzinfo=UTC)
UNTIL = START + timedelta(days=30)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Seven payments, a minute apart but for three in one second; pages of two."""
    monkeypatch.setattr(payment_calls, "ROWS_PER_PAGE", 2)
    sandbox = Sandbox(clock=SandboxClock(held_at=int(UNTIL.timestamp())))
    for number, minute in enumerate((0, 1, 2, 2, 2, 3, 4)):
        at = int((START + timedelta(minutes=minute)).timestamp())
        told = {"imp_uid": f"imp_{number}", "merchant_uid": f"order-{number}", "paid_at": at}
        sandbox.put_payment({**told, "status": "paid", "amount": 29_000})
    yield sandbox
    sandbox.close()


def client(sandbox: Sandbox) -> Iamport:
    return Iamport(
        base_url="http://sandbox.test",
        imp_key=sandbox.settings().imp_key,
        imp_secret=sandbox.settings().imp_secret,
        clock=HeldClock(UNTIL),
        transport=SandboxTransport(sandbox),
    )


def test_a_payment_that_leaves_the_list_pushes_none_past_us(sandbox: Sandbox) -> None:
    """With numbered pages, the row after the first page would have moved onto it."""
    with client(sandbox) as iamport:
        rows = iamport.payments_by_status(PaymentStatus.PAID, START, UNTIL)
        found = [next(rows).imp_uid, next(rows).imp_uid]
        refunded = {"imp_uid": "imp_0", "merchant_uid": "order-0", "amount": 29_000}
        at = int(UNTIL.timestamp())
        sandbox.put_payment(
            {**refunded, "status": "cancelled", "cancel_amount": 29_000, "cancelled_at": at}
        )
        found += [one.imp_uid for one in rows]
    assert found == [f"imp_{number}" for number in range(7)]


def test_one_second_that_fills_pages_is_walked_by_their_numbers(sandbox: Sandbox) -> None:
    with client(sandbox) as iamport:
        rows = list(iamport.payments_by_status(PaymentStatus.PAID, START, UNTIL))
    assert [one.imp_uid for one in rows] == [f"imp_{number}" for number in range(7)]


def test_a_list_in_another_order_than_told_is_walked_once_more(
    iamport: Iamport, script: Script
) -> None:
    """The second page begins later than its order says, and what lies between comes all the same."""
    at = int(START.timestamp())
    one, two, three = (
        payment_row(imp_uid=f"imp_{n}", paid_at=at + second)
        for n, second in ((1, 1), (2, 9), (3, 5))
    )
    script.will_answer(
        said(page([one, two], following=2, total=3)),
        said(page([two], total=1)),
        said(page([one, two, three], total=3)),
    )
    found = iamport.payments_by_status(PaymentStatus.PAID, START, UNTIL)
    assert [payment.imp_uid for payment in found] == ["imp_1", "imp_2", "imp_3"]
    assert [script.query(index)["from"] for index in (0, 1)] == [[str(at)], [str(at + 9)]]
