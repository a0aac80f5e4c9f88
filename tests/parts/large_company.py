"""A company of any size in a SQLite book, two years written in one go: for measuring only."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from billing_core.database import Database, migrate
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from tests.numbers.book import seoul

MONTHS = months_between(Month(2024, 1), Month(2025, 12))
NOW = seoul("2025-12-31 23:00")
AS_OF = AsOf(NOW)
PAYMENTS_OF_A_MEMBER = 9.07  # on average, as the script below makes them
_SCRIPT = Path(__file__).with_suffix(".sql")


@contextmanager
def company_of(payments: int) -> Iterator[Database]:
    """A book of about so many payments, and for every fiftieth a refund. The roll-ups of lives are
    not kept yet: `rebuild` makes them."""
    with tempfile.TemporaryDirectory(prefix="billing-desk-bench-") as folder:
        path = Path(folder) / "billing.db"
        url = f"sqlite:///{path}"
        migrate(url)
        write_company(path, payments)
        database = Database(url, durable=False)
        try:
            yield database
        finally:
            database.close()


def write_company(path: Path, payments: int) -> None:
    """Writes the company into the migrated, empty book at `path`."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TEMP TABLE asked (members INTEGER)")
    members = max(1, round(payments / PAYMENTS_OF_A_MEMBER))
    connection.execute("INSERT INTO asked VALUES (?)", [members])
    connection.commit()
    connection.executescript(_SCRIPT.read_text(encoding="utf-8"))
    connection.close()
