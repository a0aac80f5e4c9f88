"""Which tests that run on both databases run on PostgreSQL in every suite: of each file the first
and every 24th after it, of a room whose files tell stories of the same steps every 24th. The others
do in `make prove`; on SQLite all of them run always.

What is about the databases themselves runs on both always: their locks and transactions (whoever
races), and how each of them searches, keeps and adds up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
# Not the book itself, nor forgetting: what they ask of triggers and files each database answers.
ROOMS = (
    "access_log",
    "backups",
    "cases",
    "desk",
    "export",
    "history",
    "inbox",
    "lifecycle",
    "notices",
    "numbers",
    "outbox",
    "portal",
    "reconcile",
    "reliability/test_supervisor.py",
    "seals",
    "sidecar",
    "sign_in",
    "stories",
    "test_canaries.py",
)
# Each file takes the steps that the others take, by another story.
OF_THE_SAME_STEPS = ("cases", "lifecycle")
ABOUT_DATABASES = (
    "access_log/test_kept_for_a_year.py",
    "desk/test_member_search.py",
    "history/test_interrupted.py",
    "lifecycle/test_lock.py",
    "lifecycle/test_workers.py",
    "numbers/test_golden.py",
    "numbers/test_rebuild.py",
    "seals/test_late_commits.py",
    "sidecar/test_storage_trouble.py",
)
RACING = {"Thread", "ThreadPoolExecutor"}
ONE_IN = 24


def left_to_the_proofs(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What is left to `make prove`, in the order of files: alike for every worker and run."""
    counted: Counter[Path] = Counter()
    left = []
    for item in items:
        if not _told_twice(item):
            continue
        together = _counted_together(item)
        if counted[together] % ONE_IN and not _races(item):
            left.append(item)
        counted[together] += 1
    return left


def _counted_together(item: pytest.Item) -> Path:
    return item.path.parent if item.path.parent.name in OF_THE_SAME_STEPS else item.path


def _told_twice(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    inside = item.path.relative_to(TESTS)
    return (
        not {inside.parts[0], inside.as_posix()}.isdisjoint(ROOMS)
        and inside.as_posix() not in ABOUT_DATABASES
        and parameters.get("database_url") == "postgresql"
    )


def _races(item: pytest.Item) -> bool:
    told = getattr(item, "function", None)
    return told is not None and not RACING.isdisjoint(told.__code__.co_names)
