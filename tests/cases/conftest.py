"""A world on both databases, beginning on Friday, 10 January 2025, 10:00 in Seoul."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import stamina

from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_sleeps() -> Iterator[None]:
    """Reads are repeated while the gateway is away, without the pauses between."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        world.work()  # the desk is at work when the story begins
        yield world
