"""Which days of the gateway's books were read whole, and a reading that is cut off goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from billing_core.gateway import Iamport, Unavailable
from billing_core.models import DayRead, GatewayState, Sweep
from billing_core.numbers.days_read import unread_days
from billing_core.reconcile import read_bookings as bookings
from billing_core.reconcile import sweep as sweeping
from billing_core.reconcile.read_bookings import read_bookings
from billing_core.reconcile.sweep import sweep
from billing_core.rules.day_read import DaySpan
from billing_core.rules.payment import PaymentStatus
from tests.numbers.book import seoul
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

NOON = seoul("2026-03-04 12:00")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Two payments on each of the first three days of March, and one on the 4th."""
    with in_process(database_url, NOON) as world:
        for n, at in enumerate(f"2026-03-0{1 + n // 2} 10:0{n % 2}" for n in range(7)):
            paid(world, f"imp_{n}", seoul(at))
        yield world


def paid(world: World, imp_uid: str, at: datetime, **more: Any) -> None:
    told = {"imp_uid": imp_uid, "merchant_uid": f"shop-{imp_uid}", "paid_at": int(at.timestamp())}
    world.sandbox.put_payment({**told, "status": "paid", "amount": 29_000, **more})


def counts(world: World, status: PaymentStatus = PaymentStatus.PAID) -> dict[int, tuple[int, int]]:
    """Of the days of March: the gateway's count and ours."""
    rows = world.rows(DayRead, DayRead.status == status, DayRead.day >= date(2026, 3, 1))
    return {row.day.day: (row.gateway, row.ours) for row in rows}


def unread(world: World) -> list[DaySpan]:
    with world.system.database.reading() as session:
        return unread_days(session, date(2026, 1, 1), date(2026, 12, 31), world.clock.now())


def test_a_sweep_that_is_cut_off_goes_on_where_it_stood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the third day of what was paid: its first two are not read again, and what was
    refunded meanwhile is found where it is now."""
    begun, whole = [], Iamport.payments_by_status

    def cut_off_after(most: int | None) -> None:
        def reading(gateway: Iamport, status: Any, since: datetime, *args: Any, **how: Any) -> Any:
            begun.append((str(status), since))
            for n, payment in enumerate(whole(gateway, status, since, *args, **how)):
                if n == most:
                    raise Unavailable("cut off", operation="payments_by_status")
                yield payment

        monkeypatch.setattr(Iamport, "payments_by_status", reading)

    monkeypatch.setattr(sweeping, "BATCH", 1)
    cut_off_after(5)
    with pytest.raises(Unavailable):
        sweep(world.system)
    assert counts(world) == {1: (2, 2), 2: (2, 2)}
    assert unread(world) == [DaySpan(date(2026, 3, 1), date(2026, 3, 3))]

    back = {"status": "cancelled", "cancel_amount": 29_000, "cancelled_at": int(NOON.timestamp())}
    paid(world, "imp_0", seoul("2026-03-01 10:00"), **back)
    cut_off_after(None)
    begun.clear()
    sweep(world.system)

    assert begun[0] == ("paid", seoul("2026-03-03"))
    assert counts(world) == {1: (2, 2), 2: (2, 2), 3: (2, 2), 4: (1, 1)}
    assert counts(world, PaymentStatus.CANCELLED)[4] == (1, 1)
    [first, second] = world.rows(Sweep)
    assert (first.finished_at, first.error, first.payments_read) == (NOON, "", 9)
    assert second.window_from == seoul("2026-03-04")
    # Only a list that was read to its end is known to be whole: the first two days come again.
    assert unread(world) == [DaySpan(date(2026, 3, 1), date(2026, 3, 2))]
    world.move(NOON + timedelta(minutes=61))
    sweep(world.system)
    assert unread(world) == []


def test_a_day_on_which_the_books_differ_is_named_and_read_again(world: World) -> None:
    """Today counts as far as it has gone; what cannot be believed is left out and told."""
    paid(world, "imp_odd", seoul("2026-03-02 11:00"), amount=0.5)
    sweep(world.system)
    [today] = world.rows(
        DayRead, DayRead.day == date(2026, 3, 4), DayRead.status == PaymentStatus.PAID
    )
    assert (today.gateway, today.ours, today.whole) == (1, 1, False)
    assert counts(world)[2] == (3, 2)
    assert unread(world) == []

    world.move(NOON + DAY)
    sweep(world.system)
    with world.system.database.writing() as session:
        row = session.get_one(DayRead, (date(2026, 3, 2), PaymentStatus.PAID))
        row.gateway, row.read_at = 4, NOON
        session.delete(session.get_one(DayRead, (date(2026, 2, 20), PaymentStatus.FAILED)))
    assert unread(world) == [DaySpan(date(2026, 3, 2), date(2026, 3, 2))]

    sweep(world.system)

    assert (counts(world)[2], unread(world)) == ((3, 2), [])
    assert world.rows(Sweep)[-1].window_from == seoul("2026-02-20")


def test_a_reading_of_the_bookings_that_is_cut_off_goes_on_at_its_due_date(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom it has passed is not asked about again, and nothing is taken for gone."""
    for n, member in enumerate(("kim", "lee", "park")):
        world.move(NOON + n * DAY)
        world.join(member)
    world.move(NOON + 3 * DAY)
    asked, whole = [], Iamport.bookings

    def cut_off(gateway: Iamport, since: datetime, *args: Any) -> Any:
        asked.append(since)
        for n, booking in enumerate(whole(gateway, since, *args)):
            if n == 2 and len(asked) == 1:
                raise Unavailable("cut off", operation="bookings")
            yield booking

    monkeypatch.setattr(Iamport, "bookings", cut_off)
    monkeypatch.setattr(bookings, "BATCH", 1)
    with pytest.raises(Unavailable):
        read_bookings(world.system)
    read_bookings(world.system)

    second = sorted(
        booking.due_at for booking in whole(world.system.gateway, NOON, NOON + 90 * DAY)
    )
    assert asked[1] == second[1]
    [state] = world.rows(GatewayState)
    assert (state.bookings_read_at, state.bookings_reached) == (NOON + 3 * DAY, None)
    assert world.findings() == []
