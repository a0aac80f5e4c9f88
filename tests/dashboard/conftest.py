"""The dashboard before a small company: the pages run on the story's own system and clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing_core import bootstrap
from dashboard.parts.desk import the_system
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)  # 21 September 2026, 09:00 in Seoul


@pytest.fixture
def world(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with in_process(sqlite_url, START) as world:
        monkeypatch.setattr(bootstrap, "assemble", lambda: world.system)
        the_system.clear()
        yield world
        the_system.clear()
