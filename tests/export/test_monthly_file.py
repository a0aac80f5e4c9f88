"""What a file exports equals what the screen shows."""

from __future__ import annotations

import csv
import io
from hashlib import sha256

import pytest

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.catalogue import METRICS
from billing_core.database import Database
from billing_core.export.monthly_file import ExportedFile, export_file
from billing_core.export.sheets import ExportKind
from billing_core.rules.calendar import Month
from tests.analytics.book import Book, seoul

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
        book.refunded(book.pays("refunded", seoul("2025-06-03")), seoul("2025-06-05"), 29_000)
        book.pays('=HYPERLINK("http://evil.example")', seoul("2025-06-04"), 10_000)
        staying = book.subscribes("staying", seoul("2025-05-20 10:00"))
        book.renews(staying)
        book.renews(staying)
    return database


def exported(database: Database, kind: ExportKind) -> tuple[ExportedFile, list[dict[str, str]]]:
    with database.reading() as session:
        file = export_file(session, kind, JUNE, AS_OF)
    text = io.StringIO(file.content.decode("utf-8-sig"), newline="")
    return file, list(csv.DictReader(text))


@pytest.mark.parametrize(
    ("kind", "metric"),
    [
        (ExportKind.PAID_MEMBERS, "paid_members"),
        (ExportKind.CANCEL_REQUESTED, "cancel_requested"),
        (ExportKind.CHURNED, "churned"),
        (ExportKind.PERMISSION_CHANGES, "permission_changes"),
    ],
)
def test_a_file_has_one_row_for_each_that_the_number_counts(
    june: Database, kind: ExportKind, metric: str
) -> None:
    file, rows = exported(june, kind)
    with june.reading() as session:
        number = METRICS[metric].values(session, [JUNE], AS_OF)[JUNE]

    assert number > 0
    assert (len(rows), file.rows) == (number, number)
    assert file.name == f"{kind}_2025-06.csv"
    assert file.sha256 == sha256(file.content).hexdigest()


def test_the_ledger_file_adds_up_to_the_net_revenue_on_the_screen(june: Database) -> None:
    file, rows = exported(june, ExportKind.LEDGER)
    with june.reading() as session:
        net = METRICS["net_revenue"].values(session, [JUNE], AS_OF)[JUNE]

    assert sum(int(row["금액(원)"]) for row in rows) == net == file.total == 39_000
    assert [row["구분"] for row in rows] == ["결제", "결제", "환불", "결제"]


def test_a_hostile_member_id_is_text_in_the_file(june: Database) -> None:
    _, rows = exported(june, ExportKind.PAID_MEMBERS)

    assert '\'=HYPERLINK("http://evil.example")' in [row["회원 ID"] for row in rows]


def test_a_month_in_which_nothing_happened_is_a_file_with_headings_only(june: Database) -> None:
    with june.reading() as session:
        file = export_file(session, ExportKind.LEDGER, Month(2024, 1), AS_OF)

    assert (file.rows, file.total) == (0, 0)
    assert file.content.decode("utf-8-sig").startswith("일시,구분,회원 ID")
