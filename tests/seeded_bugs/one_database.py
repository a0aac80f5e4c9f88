"""A plugin of pytest for the proof of seeded bugs: what runs on both databases runs on SQLite."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    told_twice = [one for one in items if _database_of(one) == "postgresql"]
    if told_twice and len(told_twice) < len(items):
        config.hook.pytest_deselected(items=told_twice)
        items[:] = [one for one in items if one not in told_twice]


def _database_of(item: pytest.Item) -> str:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return str(parameters.get("database_url", ""))
