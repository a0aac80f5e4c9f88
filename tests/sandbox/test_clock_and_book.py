from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from billing_core.sandbox import (
    ClockMovedBackwardsError,
    Notice,
    Sandbox,
    SandboxClock,
    SandboxError,
    SandboxSettings,
    SandboxTransport,
)
from billing_core.sandbox.book import BookTable
from billing_core.sandbox.wire import Request
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, order


class WallClock:
    """Real time, in the test's hand."""

    def __init__(self) -> None:
        self.seconds = float(NINE_O_CLOCK)

    def __call__(self) -> float:
        return self.seconds


def test_a_ticking_clock_keeps_its_offset_while_real_time_goes_on() -> None:
    wall = WallClock()
    clock = SandboxClock(real=wall)
    clock.move_to(NINE_O_CLOCK + DAY)
    wall.seconds += 60

    assert clock.now() == NINE_O_CLOCK + DAY + 60


def test_time_never_goes_back(sandbox: Sandbox) -> None:
    with pytest.raises(ClockMovedBackwardsError):
        sandbox.advance(-1)

    assert sandbox.now() == NINE_O_CLOCK


def test_a_reservation_missed_while_nobody_looked_still_runs_at_its_own_instant() -> None:
    wall = WallClock()
    sandbox = Sandbox(clock=SandboxClock(real=wall))
    sandbox.issue("kim", merchant_uid="reg", amount=PRICE)
    with httpx.Client(transport=SandboxTransport(sandbox), base_url="http://s") as client:
        Merchant(client).reserve("kim", {"dec": NINE_O_CLOCK + 60})
    wall.seconds += 3600
    sandbox.run_due()

    assert sandbox.payments()[-1]["paid_at"] == NINE_O_CLOCK + 60
    assert sandbox.now() == NINE_O_CLOCK + 3600
    sandbox.close()


def test_a_second_start_finds_the_book_the_bookings_and_the_time_as_they_were(
    tmp_path: Path,
) -> None:
    path, wall = tmp_path / "new folder" / "sandbox.db", WallClock()
    first = Sandbox(path, SandboxClock(real=wall))
    first.issue("kim", merchant_uid="reg", amount=PRICE)
    with httpx.Client(transport=SandboxTransport(first), base_url="http://s") as client:
        Merchant(client).reserve("kim", {"dec": NINE_O_CLOCK + 3 * DAY})
    first.advance(2 * DAY)
    wall.seconds += 100
    before = (first.payments(), first.schedules(), first.billing_keys(), first.now())
    first.close()

    second = Sandbox(path, SandboxClock(real=wall))
    assert (second.payments(), second.schedules(), second.billing_keys(), second.now()) == before
    second.advance(2 * DAY)
    assert second.stats().captured == PRICE
    assert len({one["imp_uid"] for one in second.payments()}) == 2
    second.close()


def test_a_story_lived_on_a_held_clock_goes_on_in_real_time(tmp_path: Path) -> None:
    past = Sandbox(tmp_path / "book", SandboxClock(held_at=NINE_O_CLOCK - 400 * DAY))
    past.move_to(NINE_O_CLOCK - DAY)
    past.close()
    today = Sandbox(tmp_path / "book", SandboxClock(real=WallClock()))

    assert today.now() == NINE_O_CLOCK
    today.close()


def test_the_same_seed_gives_the_same_numbers_and_live_looking_ones() -> None:
    def numbers(seed: int) -> list[object]:
        sandbox = Sandbox(
            clock=SandboxClock(held_at=NINE_O_CLOCK), settings=SandboxSettings(seed=seed)
        )
        found = [
            sandbox.issue("kim", merchant_uid=f"reg-{n}", amount=PRICE)["imp_uid"] for n in range(9)
        ]
        sandbox.close()
        return found

    assert numbers(7) == numbers(7)
    assert not set(numbers(7)) & set(numbers(8))
    assert all(len(str(one)) == len("imp_448280090638") for one in numbers(7))


def test_a_disk_that_fills_half_way_leaves_nothing_half_booked(
    merchant: Merchant, sandbox: Sandbox, hong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, room = BookTable.put, iter(range(3))

    def until_full(table: BookTable[Any], record: Any) -> Any:
        if next(room, None) is None:
            raise sqlite3.OperationalError("database or disk is full")
        return put(table, record)

    monkeypatch.setattr(BookTable, "put", until_full)
    with pytest.raises(sqlite3.OperationalError):
        merchant.reserve(hong, {"dec": NINE_O_CLOCK + DAY, "jan": NINE_O_CLOCK + 2 * DAY})

    assert sandbox.schedules() == []


def test_webhooks_left_waiting_go_out_before_time_passes(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    """As in a server, which answers first and delivers afterwards."""
    headers = {"authorization": merchant.token(), "content-type": "application/json"}
    body = json.dumps(order(hong, "nov")).encode()
    sandbox.answer(Request("POST", "/subscribe/payments/again", headers=headers, body=body))
    assert bell == []
    sandbox.advance(0)

    assert [one.merchant_uid for one in bell] == ["nov"]


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"duplicate_guard": "no"},
        {"webhook_loss": 2.0},
        {"notice_format": "xml"},
        {"hold_seconds": True},
    ],
)
def test_a_knob_that_is_not_there_or_does_not_turn_that_far_is_refused(
    sandbox: Sandbox, change: dict[str, object]
) -> None:
    before = sandbox.settings()
    with pytest.raises(SandboxError):
        sandbox.configure(**change)

    assert sandbox.settings() == before


def test_a_sandbox_closed_while_somebody_asks_refuses_them() -> None:
    def asks_until_refused(sandbox: Sandbox, asked: Event) -> None:
        try:
            while sandbox.payments() == []:
                asked.set()
        finally:
            asked.set()

    with ThreadPoolExecutor() as people:
        for _ in range(20):  # the very first ended the whole process
            sandbox, asked = Sandbox(), Event()
            asking = [people.submit(asks_until_refused, sandbox, asked) for _ in range(3)]
            asked.wait()
            sandbox.close()
            for one in asking:
                assert isinstance(one.exception(), sqlite3.ProgrammingError)
