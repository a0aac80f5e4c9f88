"""Three hundred members, ten months, and a gateway that loses webhooks: the same books."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select

from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.models import LedgerEntry
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.cards import CardOutcome
from tests.parts.books import assert_books_agree
from tests.parts.world import APPROVER, DAY, SECOND_APPROVER, World, in_process

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
        world.wait(DAY)
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
    except Refusal:
        pass  # what this member may not do just now


def approve_what_is_due(world: World, random: Random) -> None:
    due = [one.id for one in world.downgrades(DowngradeState.DUE)]
    approve_downgrades(world.system, due, random.choice([APPROVER, SECOND_APPROVER]))


def kept(world: World) -> int:
    with world.system.database.reading() as session:
        return int(session.scalar(select(func.sum(LedgerEntry.amount))) or 0)


@pytest.mark.story
@pytest.mark.parametrize("loss", [0.0, 0.3, 1.0], ids=["all heard", "30 % lost", "none heard"])
def test_forty_members_and_any_loss_of_webhooks(sqlite_url: str, loss: float) -> None:
    """The short version that runs every time."""
    with in_process(sqlite_url, START, webhook_loss=loss) as world:
        live(world, members=40, days=75, seed=7)
        assert_books_agree(world)
        assert kept(world) > 1_000_000


@pytest.mark.story
@pytest.mark.slow
@pytest.mark.parametrize("loss", [0.0, 0.3, 1.0], ids=["all heard", "30 % lost", "none heard"])
def test_three_hundred_members_over_ten_months(sqlite_url: str, loss: float) -> None:
    with in_process(sqlite_url, START, webhook_loss=loss) as world:
        live(world, members=300, days=300, seed=11)
        assert_books_agree(world)
