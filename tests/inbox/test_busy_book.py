"""A notice that meets a book that is busy is innocent of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing_core.inbox.drain import GIVE_UP_AFTER, drain_inbox
from billing_core.jobs import LONGEST_DELAY
from billing_core.lifecycle.lock import lock_member
from billing_core.models import InboxEvent, InboxState
from tests.parts.books import assert_books_agree
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul


@pytest.fixture
def world(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 20)
    with in_process(postgresql_url, START) as world:
        yield world


def test_a_member_whom_somebody_holds_for_long_makes_no_dead_letter(world: World) -> None:
    """A long file, or a terminal that was left open: the news is settled when it is over."""
    world.join("hana")
    [renewal] = world.live("hana")
    world.move(renewal.due_at)
    with world.system.database.writing() as session:
        lock_member(session, world.number("hana"))
        for _ in range(GIVE_UP_AFTER + 1):
            drain_inbox(world.system)
            world.move(world.clock.now() + LONGEST_DELAY)
    states = {event.state for event in world.rows(InboxEvent)}
    assert InboxState.FAILED not in states
    world.work()
    assert world.ledger("hana") == [29_000] * 2
    assert_books_agree(world)
