"""The team in every test's book: two who approve, one who may only look, an administrator."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from billing_core.database import Database
from billing_core.demo.team import hire
from billing_core.settings import DEFAULT_PEOPLE

APPROVER, SECOND_APPROVER, VIEWER, ADMINISTRATOR = (
    replace(who, number=at) for at, who in enumerate(DEFAULT_PEOPLE, start=1)
)


def hire_everybody(url: str) -> None:
    """Into a migrated book, under the numbers above."""
    database = Database(url, durable=False)
    try:
        hire(database, DEFAULT_PEOPLE, datetime(2026, 1, 2, tzinfo=UTC))
    finally:
        database.close()
