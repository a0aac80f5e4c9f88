"""What waits is settled ten by one commit, as if each had been settled alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from billing_core.inbox import drain
from billing_core.inbox.drain import SETTLED_AT_ONCE, drain_inbox
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import InboxEvent, InboxState, LedgerEntry
from billing_core.rules.payment import Payment
from tests.parts.books import assert_books_agree
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul
MEMBERS = [f"u{number}" for number in range(SETTLED_AT_ONCE)]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        for member in MEMBERS:
            world.register_card(member)
        yield world


def states(world: World) -> dict[str, InboxState]:
    return {one.imp_uid: one.state for one in world.rows(InboxEvent)}


def renewals_ring(world: World) -> None:
    """The reservations of a month later run; nobody has looked at the bells."""
    world.work()
    due_at = max(one.due_at for member in MEMBERS for one in world.live(member))
    world.move(due_at)


def count_commits(world: World) -> list[int]:
    """One for each commit from now on."""
    commits: list[int] = []

    @event.listens_for(world.system.database.engine, "commit")
    def count(_connection: object) -> None:
        commits.append(1)

    return commits


def test_ten_payments_are_settled_by_one_commit(world: World) -> None:
    renewals_ring(world)
    commits = count_commits(world)
    assert drain_inbox(world.system) == len(MEMBERS)
    assert len(commits) == 2, "the claim, and what came of it"
    assert set(states(world).values()) == {InboxState.PROCESSED}
    world.work()
    assert [world.ledger(member) for member in MEMBERS] == [[29_000] * 2] * len(MEMBERS)
    assert_books_agree(world)


def test_what_is_known_as_it_is_passes_by_one_commit(world: World) -> None:
    world.work()
    before = world.rows(LedgerEntry)
    assert len(before) == len(MEMBERS)
    payments = world.sandbox.payments()
    for each in payments:
        world.ring(str(each["imp_uid"]), str(each["merchant_uid"]), str(each["status"]))
    commits = count_commits(world)

    assert drain_inbox(world.system) == len(payments) > len(MEMBERS)
    assert set(states(world).values()) == {InboxState.PROCESSED}
    assert len(commits) == 2, "the claim, and that all were rung for; on PostgreSQL as well"
    assert [entry.id for entry in world.rows(LedgerEntry)] == [entry.id for entry in before]


def test_one_that_cannot_be_settled_costs_the_others_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewals_ring(world)
    poisoned = [one for one in world.rows(InboxEvent) if one.state is InboxState.NEW][4].imp_uid

    def settle(session: Session, payment: Payment, **told: object) -> None:
        settle_payment(session, payment, **told)  # type: ignore[arg-type]
        if payment.imp_uid == poisoned:
            raise RuntimeError("poisoned")

    with monkeypatch.context() as patch:
        patch.setattr(drain, "settle_payment", settle)
        drain_inbox(world.system)
    assert [one for one, state in states(world).items() if state is InboxState.NEW] == [poisoned]

    world.move(world.clock.now().replace(minute=30))
    world.work()

    assert [world.ledger(member) for member in MEMBERS] == [[29_000] * 2] * len(MEMBERS)
    assert_books_agree(world)
