"""A world on both databases, beginning on Friday, 10 January 2025, 10:00 in Seoul."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        world.work()  # the desk is at work when the story begins
        yield world
