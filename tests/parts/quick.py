"""What `make quick` runs: broad, and without a browser, a PostgreSQL or months that are lived."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
# Every test that this process has read, by id, and whether it is left to the proofs.
FOUND = pytest.StashKey[dict[str, bool]]()
# Rooms whose tests are quick by themselves, and single files of the others.
ROOMS = ("rules", "wording", "gateway", "export", "history", "inbox", "sandbox")
FILES = (
    "book/test_logs.py",
    "dashboard/test_every_code_has_words.py",
    "dashboard/test_refusal_words.py",
    "outbox/test_sign.py",
    "test_documents.py",
    "test_house.py",
    "test_installing.py",
)
# What these rooms have that takes its time: whole worlds, processes, long files.
LEFT_OUT = (
    "export/test_bundle.py",
    "export/test_monthly_file.py",
    "gateway/test_sandbox_bookings.py",
    "gateway/test_sandbox_payments.py",
    "history/test_alike_members.py",
    "history/test_any_order.py",
    "history/test_gateway_history.py",
    "history/test_refunds_of_two_books.py",
    "history/test_same_payments.py",
    "sandbox/test_command.py",
    "sandbox/test_console.py",
    "sandbox/test_outages.py",
    "sandbox/test_put_payments.py",
)
# What a test may not need, by the fixture that brings it and by its mark.
SLOW_FIXTURES = {"browser_type", "_postgresql"}
SLOW_MARKS = ("browser", "story", "slow")


def may_hold_quick_ones(path: Path) -> bool:
    """Whether a file or folder is looked into at all: reading every test takes longer than all
    quick ones together."""
    if path == TESTS or not path.is_relative_to(TESTS):
        return True
    inside = path.relative_to(TESTS)
    name = inside.as_posix()
    if inside.parts[0] in ROOMS:
        return name not in LEFT_OUT
    return any(name == file or file.startswith(f"{name}/") for file in FILES)


def is_quick(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return (
        may_hold_quick_ones(item.path)
        and SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        and "postgresql" not in parameters.values()  # asked for while it runs
        and not any(item.get_closest_marker(mark) for mark in SLOW_MARKS)
    )
