"""A June with something in every file."""

from __future__ import annotations

import pytest

from billing_core.database import Database
from billing_core.models import PaymentRecord
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from tests.numbers.book import Book, seoul

JUNE = Month(2025, 6)
AS_OF = AsOf(seoul("2025-08-01"))


@pytest.fixture
def june(database: Database) -> Database:
    """One leaves, one is refunded, one is hostile, one stays."""
    with database.writing() as session:
        book = Book(session)
        leaving = book.subscribes("leaving", seoul("2025-05-15 10:00"))
        book.asks(leaving, seoul("2025-06-08"))
        book.downgraded("leaving", seoul("2025-06-16 09:00"))
        refunded = book.pays("refunded", seoul("2025-06-03"))
        slip = session.get_one(PaymentRecord, refunded)
        slip.apply_num, slip.receipt_url = "30012345", "https://receipt.example/30012345"
        book.refunded(refunded, seoul("2025-06-05"), 29_000)
        book.pays('=HYPERLINK("http://evil.example")', seoul("2025-06-04"), 10_000)
        staying = book.subscribes("staying", seoul("2025-05-20 10:00"))
        book.renews(staying)
        book.renews(staying)
    return database
