"""Which stories of whole worlds run on PostgreSQL in every suite: of each file the first and every
fourth after it. The others do in `make prove`; on SQLite all of them run always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
ROOMS = ("cases", "lifecycle")
ONE_IN = 4


def left_to_the_proofs(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What is left to `make prove`, in the order of files: alike for every worker and run."""
    of_file: Counter[Path] = Counter()
    left = []
    for item in items:
        if not _told_twice(item):
            continue
        if of_file[item.path] % ONE_IN:
            left.append(item)
        of_file[item.path] += 1
    return left


def _told_twice(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return (
        item.path.relative_to(TESTS).parts[0] in ROOMS
        and "world" in getattr(item, "fixturenames", ())
        and parameters.get("database_url") == "postgresql"
    )
