"""A small past, lived once and looked at from many sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from billing_core.database import Database
from billing_core.demo.life import Past, live
from billing_core.demo.places import Doors, Folder, Keys, demo_settings
from billing_core.sandbox import Sandbox, SandboxClock

UNTIL = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # a Monday, 17:30 in Seoul
KEYS = Keys("api-key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "imp_key", "imp_secret")
DOORS = Doors(dashboard=8501, sidecar=8700)


@dataclass(frozen=True)
class Lived:
    """What the past left behind: our book, and the gateway's as its API shows it."""

    database: Database
    payments: list[dict[str, Any]]
    bookings: list[dict[str, Any]]


def live_in(path: Path, past: Past) -> Lived:
    path.mkdir()
    folder = Folder(path)
    live(past, demo_settings(folder, KEYS, DOORS), folder.sandbox_book, lambda _: None)
    sandbox = Sandbox(folder.sandbox_book, SandboxClock(held_at=int(past.until.timestamp())))
    try:
        payments, bookings = sandbox.payments(), sandbox.schedules()
    finally:
        sandbox.close()
    return Lived(Database(folder.database_url), payments, bookings)


def digest(lived: Lived) -> str:
    """Of every row of both books."""
    found = sha256()
    with lived.database.reading() as session:
        for table in sorted(inspect(session.connection()).get_table_names()):
            rows = session.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()
            found.update(repr((table, rows)).encode())
    found.update(repr((lived.payments, lived.bookings)).encode())
    return found.hexdigest()
