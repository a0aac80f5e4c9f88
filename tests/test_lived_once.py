"""What others have lived is what this test would have lived, and ends where it does something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import structlog
from sqlalchemy import event, text

from billing_core import worker
from billing_core.database import file_of
from billing_core.models import Member
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.worker import Worker
from tests.parts.lived_once import SHELF
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)


def live(world: World) -> None:
    world.work()
    world.join("hana")
    world.register_card("duri", name="두리")
    world.wait(40 * DAY)
    world.cancel("hana")
    world.work()


def told(url: str, *, found: bool) -> tuple[object, ...]:
    """All that is known after a life, and after what follows it."""
    with in_process(url, START) as world:
        live(world)
        assert (world.beginning is not None) is found
        world.beginning = None
        world.wait(35 * DAY)
        world.approve("hana")
        book = file_of(world.system.database.url)
        assert book is not None
        with sqlite3.connect(book) as rows:
            # Each book has a key of its own; nothing else is by chance.
            said = [line for line in rows.iterdump() if not line.startswith('INSERT INTO "seals"')]
        rows.close()
        gateway = world.sandbox.payments(), world.sandbox.schedules(), world.sandbox.notices()
        return said, gateway, world.system.new_id(), world.clock.now()


def test_a_life_that_was_found_goes_on_as_one_that_was_lived(
    fresh_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(fresh_sqlite(), found=True)
    found = told(fresh_sqlite(), found=True)
    monkeypatch.setattr(SHELF, "used", False)
    lived = told(fresh_sqlite(), found=False)
    assert found == lived


def writes(world: World) -> None:
    with world.system.database.writing() as session:
        session.execute(text("UPDATE members SET name = '하나'"))


def listens(world: World) -> None:
    event.listen(world.system.database.engine, "before_cursor_execute", lambda *_: None)


def changes_a_setting(world: World) -> None:
    world.system.settings.__dict__["portal_url"] = "http://127.0.0.1"


def has_another_worker(world: World) -> None:
    world.worker = Worker(world.system)


def arms(world: World) -> None:
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE))


@pytest.mark.parametrize(
    "something_else",
    [
        writes,
        listens,
        changes_a_setting,
        has_another_worker,
        arms,
        lambda world: world.clock.set(START + DAY),
        lambda world: world.sandbox.configure(duplicate_guard=False),
        lambda world: world.system.gateway.find_all_payments("nobody"),
        lambda world: world.system.new_id(),
        lambda world: setattr(world.sandbox, "sender", lambda _: None),
        lambda world: setattr(world.system.database, "tells_members", True),
    ],
)
def test_whoever_does_something_else_lives_what_follows(
    fresh_sqlite: Callable[[], str], something_else: Callable[[World], None]
) -> None:
    for _ in range(2):
        with in_process(fresh_sqlite(), START) as world:
            world.join("hana")
            something_else(world)
            world.move(START + 2 * DAY)
            assert world.beginning is None


def test_whoever_patches_or_hears_the_logs_lives_everything(
    fresh_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_process(fresh_sqlite(), START) as world, structlog.testing.capture_logs():
        world.join("hana")
        assert world.beginning is None
    monkeypatch.setattr(worker, "JOBS_AT_ONCE", 1)
    with in_process(fresh_sqlite(), START) as world:
        world.join("hana")
        assert world.beginning is None


def test_another_book_is_another_story(fresh_sqlite: Callable[[], str]) -> None:
    names = []
    for name in ("하나", "둘", "하나"):
        with in_process(fresh_sqlite(), START) as world:
            world.register_card("m1", name=name)
            world.work()
            names += [one.name for one in world.rows(Member)]
    assert names == ["하나", "둘", "하나"]
