"""Three hundred members, a year, and a gateway that loses webhooks: the same books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.models import LedgerEntry, Member, PermissionChange, Subscription
from billing_core.rules.calendar import kst_date
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.control import SandboxError
from tests.parts.books import assert_books_agree
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.world import DAY, World
from tests.parts.worlds import ONCE_A_WEEK, in_process

START = datetime(2025, 1, 3, 1, 0, tzinfo=UTC)
MOODS = [CardOutcome.INSUFFICIENT_FUNDS, CardOutcome.OVER_LIMIT, CardOutcome.LOST_OR_STOLEN]


def live(world: World, *, members: int, days: int, seed: int) -> None:
    """Every day a few join, a few leave or come back, a few cards turn bad or good."""
    random = Random(seed)
    joined: list[str] = []
    for day in range(days):
        known = list(joined)  # since yesterday at least, so that even a silent gateway was swept
        if len(joined) < members:
            for _ in range(max(1, members // max(1, days // 2))):
                joined.append(f"u{len(joined)}")
                world.register_card(joined[-1], plan=random.choice(["basic", "plus"]))
            world.work()
        for member_id in random.sample(known, min(2, len(known))):
            act_of(world, random, member_id)
        for _ in range(2):  # the second round charges whom the first one's sweep has found
            world.wait(DAY / 2)
        if day % 7 == 6:
            approve_what_is_due(world, random)
    world.wait(2 * DAY)


def act_of(world: World, random: Random, member_id: str) -> None:
    try:
        match random.randrange(5):
            case 0:
                world.cancel(member_id)
            case 1:
                world.withdraw(member_id)
            case 2:
                world.register_card(member_id, "9381-0000-0000-0001")
            case 3:
                world.set_card(member_id, random.choice(MOODS))
            case _:
                world.set_card(member_id, CardOutcome.APPROVED)
    except (Refusal, SandboxError):
        pass  # what this member may not do just now, or a card whose key is deleted


def approve_what_is_due(world: World, random: Random) -> None:
    due = [one.id for one in world.downgrades(DowngradeState.DUE)]
    approve_downgrades(world.system, due, random.choice([APPROVER, SECOND_APPROVER]))


def books(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """What must be the same however many webhooks were lost."""
    return {
        "ledger": sorted(
            (world.called(one.member_id), one.amount, kst_date(one.occurred_at))
            for one in world.rows(LedgerEntry)
        ),
        "subscriptions": sorted(
            (world.called(one.member_id), one.id, one.status, one.paid_through, one.end_kind)
            for one in world.rows(Subscription)
        ),
        "permissions": sorted((one.app_id, one.permission) for one in world.rows(Member)),
        "taken": sorted(
            (world.called(one.member_id), one.changed_at)
            for one in world.rows(PermissionChange, PermissionChange.cause == "approved")
        ),
    }


def lived(database_url: str, loss: float, *, members: int, days: int, seed: int) -> Any:
    with in_process(database_url, START, webhook_loss=loss, bookings_minutes=ONCE_A_WEEK) as world:
        live(world, members=members, days=days, seed=seed)
        assert_books_agree(world)
        return books(world)


@pytest.mark.story
def test_twelve_members_have_the_same_books_if_all_is_lost(
    fresh_sqlite: Callable[[], str],
) -> None:
    """The short version that runs every time."""
    heard = lived(fresh_sqlite(), 0.0, members=12, days=42, seed=7)
    assert len(heard["ledger"]) > 15
    assert heard["taken"]
    assert lived(fresh_sqlite(), 1.0, members=12, days=42, seed=7) == heard


@pytest.mark.slow
def test_three_hundred_members_live_a_year_whatever_is_lost(
    fresh_sqlite: Callable[[], str],
) -> None:
    heard = lived(fresh_sqlite(), 0.0, members=300, days=365, seed=11)
    assert len(heard["ledger"]) > 1_000
    for loss in (0.3, 1.0):
        assert lived(fresh_sqlite(), loss, members=300, days=365, seed=11) == heard
