"""Races: whoever comes at the same time, both books end as if one had come after the other.

Short ones are in the suite: two and eight clicks (`tests/lifecycle/test_downgrade.py`), two and four
workers (`tests/lifecycle/test_workers.py`), one request many times (`tests/sidecar/test_idempotency.py`),
two approvers of a refund (`tests/cases/test_refund_claim_races.py`), a book that is put back
(`tests/book/test_book_file.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from billing_core.backups.make_backup import make_backup
from billing_core.backups.restore_book import restore_book
from billing_core.database import Database, file_of, files_of
from billing_core.lifecycle.approve_downgrade import Decision, approve_downgrades
from billing_core.models import (
    AuditRow,
    Checkout,
    InboxEvent,
    InboxState,
    OutboxMessage,
    PermissionChange,
    Restoration,
)
from billing_core.rules.act import Act
from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import FaultKind
from billing_core.sandbox.notice import Notice
from billing_core.sidecar import create_app
from billing_core.worker import Worker
from tests.parts.books import assert_books_agree
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.server import Serve
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.seeded_bugs.prove import commit

pytestmark = pytest.mark.slow
START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
CLICKS, DOWNGRADES = 300, 10
MEMBERS = [f"u{number}" for number in range(8)]


@pytest.fixture
def world(
    database_url: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> Iterator[World]:
    told = request.node.name.removeprefix("test_").replace("_", " ")
    record_property("proof", f"races: {told}, commit {commit()}")
    with in_process(database_url, START) as world:
        yield world


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """All of them in the same moment, each in a thread of its own."""
    together = Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        together.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def test_three_hundred_approvals_at_once_take_each_permission_once(world: World) -> None:
    """Two approvers, thirty clicks on each of ten rows."""
    for number in range(DOWNGRADES):
        world.join(f"u{number}")
        world.cancel(f"u{number}")
    world.wait(32 * DAY)
    due = [one.id for one in world.downgrades(DowngradeState.DUE)]
    assert len(due) == DOWNGRADES

    def click(number: int) -> Callable[[], list[Decision]]:
        who = (APPROVER, SECOND_APPROVER)[number % 2]
        return lambda: approve_downgrades(world.system, [due[number % DOWNGRADES]], who)

    decisions = [one for [one] in at_once(*(click(number) for number in range(CLICKS)))]

    assert Counter(one.outcome for one in decisions) == {
        "approved": DOWNGRADES,
        "already": CLICKS - DOWNGRADES,
    }
    taken = world.rows(PermissionChange, PermissionChange.after == Permission.FREE)
    assert len({one.member_id for one in taken}) == len(taken) == DOWNGRADES
    assert len(world.rows(AuditRow, AuditRow.act == Act.DOWNGRADE_APPROVED)) == DOWNGRADES
    told = world.rows(OutboxMessage)
    assert len(told) == 2 * DOWNGRADES, "paid when they joined, free now"
    assert_books_agree(world)


def test_a_reservation_runs_while_its_member_cancels(world: World) -> None:
    """Whichever is first: it was paid and is asked about, or it was revoked; never both, and
    nothing more is charged."""
    for member_id in MEMBERS:
        world.join(member_id)
    due_at = max(one.due_at for member_id in MEMBERS for one in world.live(member_id))
    world.wait_until(due_at - timedelta(minutes=1))
    world.clock.set(due_at)
    paid_before = len(world.sandbox.payments())

    def runs() -> None:
        world.sandbox.move_to(int(due_at.timestamp()))

    def cancel(member_id: str) -> Callable[[], None]:
        def act() -> None:
            world.cancel(member_id)
            Worker(world.system).tick()

        return act

    at_once(runs, *(cancel(member_id) for member_id in MEMBERS))
    world.work()
    ran = len(world.sandbox.payments()) - paid_before
    world.wait(DAY)

    for member_id in MEMBERS:
        assert world.gateway_bookings(world.subscription(member_id).customer_uid) == []
        assert world.live(member_id) == []
    taken = sum(len(world.ledger(member_id)) for member_id in MEMBERS) - len(MEMBERS)
    assert taken == ran
    assert_books_agree(world)
    world.wait(40 * DAY)
    assert len(world.sandbox.payments()) - paid_before == ran
    assert {world.subscription(one).status for one in MEMBERS} == {SubscriptionStatus.ENDED}
    assert_books_agree(world)


def test_the_bell_rings_while_our_own_answer_is_written_down(world: World) -> None:
    """One worker asks for the charges and writes down the answers; another settles the same
    payments by their bells, each of which comes twice more."""
    for member_id in MEMBERS:
        world.register_card(member_id)
    ring = world.sandbox.sender

    def three_times(notice: Notice) -> None:
        for _ in range(3):
            ring(notice)

    world.sandbox.sender = three_times
    asking, listening = Worker(world.system), Worker(world.system)

    def ask() -> None:
        while asking.tick():
            pass

    def listen() -> None:
        while world.sandbox.stats().calls.get("again", 0) < len(MEMBERS):
            listening.tick()
        listening.tick()

    at_once(ask, listen)
    world.work()

    for member_id in MEMBERS:
        assert world.ledger(member_id) == [29_000]
        assert [one.state for one in world.live(member_id)] == [ChargeState.BOOKED]
    assert world.sandbox.stats().calls["again"] == len(MEMBERS)
    assert world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED) == []
    assert_books_agree(world)


def test_two_sidecars_share_the_bells_and_the_keys_of_the_app(world: World, serve: Serve) -> None:
    """The same notice at both doors is stored by both and settled once; the same request under the
    same key is done once, whichever door it came to."""
    settings = world.system.settings.model_copy(update={"imp_code": "imp00000000"})
    with ExitStack() as stack:
        first = replace(world.system, settings=settings, wall_clock=world.clock)
        beside = replace(first, database=Database(settings.database_url, durable=False))
        stack.callback(beside.database.close)
        doors = [
            stack.enter_context(httpx.Client(base_url=serve(create_app(system))))
            for system in (first, beside)
        ]
        heard: list[Notice] = []
        world.sandbox.sender = heard.append
        for member_id in MEMBERS:
            world.register_card(member_id)

        def ring(door: httpx.Client, notice: Notice) -> Callable[[], int]:
            return lambda: door.post("/webhooks/iamport", json=notice.body).status_code

        def start(door: httpx.Client) -> Callable[[], httpx.Response]:
            wanted = {"member_id": "new", "plan_id": "basic"}
            shown = {"Authorization": "Bearer app-key", "Idempotency-Key": "one-and-the-same"}
            return lambda: door.post("/v1/checkouts", json=wanted, headers=shown)

        answers = at_once(*(ring(door, notice) for door in doors for notice in heard))
        assert answers == [200] * len(doors) * len(MEMBERS)
        started = at_once(*(start(door) for door in doors * 4))
        assert {one.status_code for one in started} <= {201, 409}
        [checkout] = {one.json()["checkout"] for one in started if one.status_code == 201}
        new = world.number("new")
        assert [one.id for one in world.rows(Checkout, Checkout.member_id == new)] == [checkout]
        at_once(Worker(first).tick, Worker(beside).tick)
        world.work()
        assert [world.ledger(member_id) for member_id in MEMBERS] == [[29_000]] * len(MEMBERS)
        assert len(world.rows(InboxEvent)) >= len(answers)
        assert world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED) == []
        assert_books_agree(world)


def emptied(url: str) -> None:
    """As somebody does by hand who has forgotten that a worker is running."""
    book = Database(url)
    if file := file_of(book.url):
        for each in files_of(file):
            each.rename(each.with_name(f"lost-{each.name}")) if each.exists() else None
    else:
        with book.writing() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    book.close()


def test_a_book_restored_under_a_running_worker_is_compared_before_anything_goes_out(
    world: World, tmp_path: Path
) -> None:
    """The worker began long before, when its book was no restored one, and turns all the while.
    In the book that comes back a revocation and a message wait, from before the backup."""
    settings = world.system.settings.model_copy(update={"backup_folder": tmp_path / "kept"})
    object.__setattr__(world.system, "settings", settings)
    world.join("stays")
    world.register_card("leaves")
    world.work()
    world.wait(30 * DAY)
    world.cancel("leaves")
    backup = make_backup(world.system).path
    world.withdraw("leaves")
    world.wait(3 * DAY)
    there = at_the_gateway(world)
    assert [len(world.ledger(one)) for one in ("stays", "leaves")] == [2, 2]

    emptied(settings.database_url)
    restore_book(settings, backup, [], world.clock.now())
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["payments_by_status"])
    world.work()
    assert at_the_gateway(world) == there, "nothing goes out before the books are compared"
    world.sandbox.lift_outage()
    world.move(world.clock.now() + timedelta(hours=1))
    world.work()

    [row] = world.rows(Restoration)
    assert row.compared_at == world.clock.now()
    assert [len(world.ledger(one)) for one in ("stays", "leaves")] == [2, 2]
    payments, _ = at_the_gateway(world)
    assert payments == there[0]
    world.wait(DAY)
    assert world.live("stays")
    assert_books_agree(world)


def at_the_gateway(world: World) -> tuple[list[object], list[object]]:
    payments = [one["imp_uid"] for one in world.sandbox.payments()]
    live = [
        one["merchant_uid"]
        for one in world.sandbox.schedules()
        if one["schedule_status"] == "scheduled"
    ]
    return payments, live
