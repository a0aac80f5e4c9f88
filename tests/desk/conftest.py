"""A small company that lived on both databases; every test tells its own story in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul
DAY = timedelta(days=1)
Answer = TypeVar("Answer")
Read = Callable[[Callable[[Session], Answer]], Answer]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


def read(world: World, question: Callable[[Session], Answer]) -> Answer:
    with world.system.database.reading() as session:
        return question(session)


def live(world: World, days: int) -> None:
    """Days go by. The worker looks in every other week and daily at the end, where things happen."""
    end = world.clock.now() + days * DAY
    world.wait_until(end - 3 * DAY, pace=14 * DAY)
    world.wait_until(end, pace=DAY)
