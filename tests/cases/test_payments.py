"""One payment, whoever brings it, in whatever order and under whatever name (L26 to L31)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from billing_core.models import EntryKind, LedgerEntry, PaymentRecord, Sweep
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.reconcile.sweep import sweep
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment_pair import SamePaymentsUnclear
from billing_core.rules.same_payment import SamePayments
from tests.history.two_books import (
    BY_ORDER,
    EACH_ONCE,
    by_number,
    charges,
    gives_back,
    knows_cards,
    takes,
    two_members_paid,
)
from tests.numbers.book import seoul
from tests.parts.world import DAY, World

FIRST = seoul("2026-02-01")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with two_members_paid(database_url) as world:
        yield world


def money(world: World) -> list[tuple[str, int]]:
    return sorted((world.called(row.member_id), row.amount) for row in world.rows(LedgerEntry))


def refunds(world: World) -> dict[Any, int]:
    back = world.rows(LedgerEntry, LedgerEntry.kind == EntryKind.REFUND)
    return {row.occurred_at: row.amount for row in back}


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("ids", [True, False])
def test_refunds_in_any_order_and_with_or_without_ids(
    world: World, newest_first: bool, ids: bool
) -> None:
    """L26."""
    world.sandbox.configure(refunds_newest_first=newest_first, refund_ids=ids)
    knows_cards(world)
    sweep(world.system)
    gives_back(world, 3_000)
    world.move(world.clock.now() + DAY)
    for other_order in (not newest_first, newest_first):
        sweep(world.system)
        world.sandbox.configure(refunds_newest_first=other_order)

    import_gateway(world.system, FIRST)

    assert refunds(world) == {seoul("2026-04-02 13:00"): -10_000, seoul("2026-04-20"): -3_000}


def test_money_that_cannot_be_is_kept_left_out_and_told(world: World) -> None:
    """L27."""
    knows_cards(world)
    at = int(seoul("2026-04-19").timestamp())
    told = {"customer_uid": "card-1", "customer_uid_usage": "payment", "amount": 29_000}
    impossible = {
        "imp_over": {"status": "cancelled", "cancel_amount": 29_001, "cancelled_at": at},
        "imp_never": {"status": "paid", "paid_at": 0},
        "imp_sum": {
            "status": "cancelled",
            "cancel_amount": 9_000,
            "cancelled_at": at,
            "cancel_history": [{"amount": 4_000, "cancelled_at": at}],
        },
    }
    for number, more in impossible.items():
        row = {"imp_uid": number, "merchant_uid": f"o-{number}", "paid_at": at, **told, **more}
        world.sandbox.put_payment(row)

    sweep(world.system)

    assert money(world) == EACH_ONCE
    rows = {row.imp_uid: row for row in world.rows(PaymentRecord)}
    assert {rows[number].payment_class for number in impossible} == {PaymentClass.UNREADABLE}
    assert rows["imp_over"].raw["cancel_amount"] == 29_001
    told_of = {one.subject for one in world.findings(FindingKind.UNREADABLE_PAYMENT)}
    assert told_of == set(impossible)


AHEAD = int(seoul("2027-05-24").timestamp())
DAYS_AHEAD = int(seoul("2026-04-23").timestamp())


@pytest.mark.parametrize(
    "said",
    [
        {"paid_at": AHEAD},
        {"paid_at": DAYS_AHEAD},
        {"paid_at": 1},
        {"paid_at": -5},
        {"status": "cancelled", "cancel_amount": 5_000, "cancelled_at": AHEAD},
        {
            "status": "cancelled",
            "cancel_amount": 5_000,
            "cancelled_at": 1,
            "cancel_history": [{"amount": 5_000, "cancelled_at": AHEAD}],
        },
    ],
)
def test_money_of_next_year_or_of_1970_is_left_out_and_told(
    world: World, said: dict[str, Any]
) -> None:
    """L27: read by name, as after a bell; a list by time would never show it."""
    knows_cards(world)
    paid_at = int(seoul("2026-04-19").timestamp())
    row = {"imp_uid": "imp_x", "merchant_uid": "o-x", "status": "paid", "paid_at": paid_at}
    more = {"customer_uid": "card-1", "customer_uid_usage": "payment", "amount": 29_000}
    world.sandbox.put_payment({**row, **more, **said})
    world.ring("imp_x", "o-x", "paid")
    world.work()

    [kept] = world.rows(PaymentRecord, PaymentRecord.imp_uid == "imp_x")
    assert kept.payment_class is PaymentClass.UNREADABLE
    assert money(world) == EACH_ONCE
    assert [one.subject for one in world.findings(FindingKind.UNREADABLE_PAYMENT)] == ["imp_x"]


def test_a_gateway_whose_clock_is_days_ahead_is_believed(world: World) -> None:
    """L27, L16: its difference is known and told; its money is as real as any."""
    knows_cards(world)
    world.sandbox.configure(clock_offset=3 * 24 * 3_600)
    world.work()
    charges(world, "card-2", "ORDER-A3", 29_000)
    world.work()

    assert money(world) == sorted([*EACH_ONCE, ("m2", 29_000)])


def test_another_products_dollars_stop_nothing(world: World) -> None:
    """L28."""
    at = int(seoul("2026-04-19").timestamp())
    world.sandbox.put_payment(
        {"imp_uid": "imp_usd", "merchant_uid": "game-1", "status": "paid", "paid_at": at}
        | {"amount": 19.99, "currency": "USD"}
    )
    knows_cards(world)

    sweep(world.system)

    assert [row.error for row in world.rows(Sweep)] == [""]
    assert money(world) == EACH_ONCE
    [dollars] = world.rows(PaymentRecord, PaymentRecord.imp_uid == "imp_usd")
    assert dollars.payment_class is PaymentClass.FOREIGN_CURRENCY
    assert world.findings(FindingKind.UNREADABLE_PAYMENT) == []


def test_a_companys_file_then_the_sweep(world: World) -> None:
    """L29: true numbers, true members, no cards."""
    takes(world, *by_number(world))
    assert money(world) == [("m1", 49_000), ("m2", 29_000)]

    sweep(world.system)

    assert money(world) == EACH_ONCE
    assert refunds(world) == {seoul("2026-04-02 13:00"): -10_000}
    assert world.findings() == []
    rows = world.rows(PaymentRecord, PaymentRecord.member_id.is_not(None))
    assert [row.payment_class for row in rows] == [PaymentClass.CHARGE] * 2


def test_the_first_sweep_then_the_companys_file(world: World) -> None:
    """L30."""
    sweep(world.system)
    assert money(world) == []

    takes(world, *by_number(world))

    assert money(world) == EACH_ONCE
    assert world.findings() == []


TELLERS = ("file by order", "file by number", "gateway", "cards")


@pytest.mark.parametrize("order", list(permutations(TELLERS))[::5])
def test_a_file_by_order_numbers_is_the_gateways_history(
    world: World, order: tuple[str, ...]
) -> None:
    """L31, and everything else that may be told meanwhile."""
    for teller in order:
        match teller:
            case "file by order":
                takes(world, *BY_ORDER)
            case "file by number":
                takes(world, *by_number(world))
            case "gateway":
                import_gateway(world.system, FIRST)
            case _:
                knows_cards(world)
    sweep(world.system)

    assert money(world) == EACH_ONCE
    assert world.findings() == []


def test_what_is_less_certain_is_a_question_before_anything_is_taken(world: World) -> None:
    """L31: the shop's own number and its own clock."""
    knows_cards(world)
    sweep(world.system)
    row = "S-1,S-1,m1,2026-03-01T10:02:00+09:00,49000"

    with pytest.raises(SamePaymentsUnclear):
        takes(world, row)
    takes(world, row, same=SamePayments.SAME)

    assert money(world) == EACH_ONCE


def test_two_numbers_of_the_gateway_stay_two(world: World) -> None:
    """L31: the same member, second, won and order, captured twice."""
    world.sandbox.configure(duplicate_guard=False)
    knows_cards(world)
    world.move(seoul("2026-04-21 10:00"))
    for _ in range(2):
        charges(world, "card-2", "shop-7", 29_000)
    world.move(seoul("2026-04-22"))
    sweep(world.system)

    assert money(world).count(("m2", 29_000)) == 3
