"""Poison rows: one that cannot be true stops nothing else, not the sweep, not the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from billing_core.database import StorageUnavailable
from billing_core.inbox.drain import drain_inbox, drain_strangers
from billing_core.models import (
    Checkout,
    InboxEvent,
    InboxState,
    PaymentRecord,
    Sweep,
    UnreadableRow,
)
from billing_core.reconcile import sweep as sweeping
from billing_core.reconcile.look_at_gateway import look_at_gateway
from billing_core.reconcile.sweep import sweep
from billing_core.rules.classification import PaymentClass
from billing_core.sandbox import FaultKind
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul
PRICE = 29_000


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


def row(imp_uid: str, **more: Any) -> dict[str, Any]:
    known = {"imp_uid": imp_uid, "merchant_uid": f"shop-{imp_uid}", "status": "paid"}
    return known | {"amount": PRICE, "paid_at": int(START.timestamp())} | more


POISON = [
    row("imp_usd", currency="USD", amount=19.99),
    row("imp_odd", status="partially_captured"),
    row("imp_over", status="cancelled", cancel_amount=PRICE + 1, cancelled_at=1_736_470_800),
    row("imp_never", paid_at=0),
    row("imp_half", amount=0.5),
    row("imp_nan", amount=float("nan")),
    row("imp_long", customer_uid="x" * 500, customer_uid_usage="payment"),
    {"merchant_uid": "no-number", "status": "paid", "amount": PRICE},
    {},
]


def joined_with_lost_bells(world: World, *members: str) -> None:
    world.sandbox.configure(webhook_loss=1.0)
    for member in members:
        world.register_card(member)


def classes(world: World) -> dict[str, PaymentClass]:
    return {one.imp_uid: one.payment_class for one in world.rows(PaymentRecord)}


def test_the_sweep_settles_everybody_else_and_ends(world: World) -> None:
    joined_with_lost_bells(world, "kim", "lee")
    for poison in POISON:
        world.sandbox.put_payment(poison)
    joined_with_lost_bells(world, "park")
    world.move(START + timedelta(minutes=1))
    with capture_logs() as logs:
        sweep(world.system)

    [done] = world.rows(Sweep)
    assert (done.finished_at, done.error) == (world.clock.now(), "")
    assert len([one for one in world.rows(PaymentRecord) if one.member_id]) == 3
    found = classes(world)
    assert found["imp_usd"] is PaymentClass.FOREIGN_CURRENCY
    assert {
        found[name] for name in ("imp_odd", "imp_over", "imp_never", "imp_half", "imp_nan")
    } == {PaymentClass.UNREADABLE}
    left_out = [one["why"] for one in logs if one["event"] == "row_left_out"]
    assert "no-number: imp_uid is missing" in left_out
    assert "a row: imp_uid is missing" in left_out
    world.work()
    assert [world.ledger(member) for member in ("kim", "lee", "park")] == [[PRICE]] * 3


def test_a_book_that_is_away_is_not_the_payments_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined_with_lost_bells(world, "kim")
    world.move(START + timedelta(minutes=1))

    def locked(*_: object, **__: object) -> bool:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "settle_payment", locked)
        with pytest.raises(StorageUnavailable):
            sweep(world.system)
    assert world.rows(UnreadableRow) == []

    sweep(world.system)
    assert {one.error for one in world.rows(Sweep) if one.finished_at} == {""}
    assert len([one for one in world.rows(PaymentRecord) if one.member_id]) == 1


def test_a_row_that_becomes_readable_is_settled_by_the_next_sweep(world: World) -> None:
    customer_uid = world.join("kim")
    late = row("imp_late", paid_at=0, customer_uid=customer_uid, customer_uid_usage="payment")
    world.sandbox.put_payment(late)
    sweep(world.system)
    assert classes(world)["imp_late"] is PaymentClass.UNREADABLE

    world.sandbox.put_payment(late | {"paid_at": int(START.timestamp())})
    world.move(START + timedelta(minutes=10))
    sweep(world.system)
    assert max(world.rows(Sweep), key=lambda one: one.id).payments_new == 1


def test_looking_at_the_past_goes_on_too(world: World) -> None:
    joined_with_lost_bells(world, "kim")
    for poison in POISON:
        world.sandbox.put_payment(poison)
    world.move(START + timedelta(minutes=1))

    assert look_at_gateway(world.system, START - DAY).read == 1 + len(POISON) - 2


def test_the_inbox_settles_every_other_ring(world: World) -> None:
    world.sandbox.put_payment(row("imp_over", cancel_amount=PRICE + 1))
    world.sandbox.put_payment(row("imp_usd", currency="USD", amount=19.99))
    world.ring("imp_over", "shop-imp_over", "paid")
    world.ring("imp_usd", "shop-imp_usd", "paid")
    world.register_card("kim")
    drain_inbox(world.system)
    drain_strangers(world.system)

    states = {event.imp_uid: event.state for event in world.rows(InboxEvent)}
    assert set(states.values()) == {InboxState.PROCESSED}
    assert len(states) == 3
    assert classes(world)["imp_over"] is PaymentClass.UNREADABLE


def test_a_hundred_that_are_refused_together_are_read_one_by_one(world: World) -> None:
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["get_payments"])
    world.register_card("kim")
    [checkout] = world.rows(Checkout)
    world.ring("imp_nobody", checkout.merchant_uid, "paid")
    drain_inbox(world.system)

    states = {event.imp_uid: event.state for event in world.rows(InboxEvent)}
    assert states.pop("imp_nobody") is InboxState.NEW
    assert set(states.values()) == {InboxState.PROCESSED}
