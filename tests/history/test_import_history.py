"""A company starts with its own history: what the file says is what 현황 shows."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import func, select

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.report import ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.models import (
    AuditRow,
    Cancellation,
    ImportBatch,
    LedgerEntry,
    Member,
    PaymentRecord,
)
from billing_core.models.base import Base
from billing_core.numbers.excluded_payments import excluded_payments
from billing_core.numbers.overview import MonthRow, first_and_last_month, monthly_overview
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from tests.parts import people

FOLDER = Path(__file__).parent
PURCHASES = FOLDER / "purchases.csv"
CANCELLATIONS = FOLDER / "cancellations.csv"
BOTH = {
    FileKind.PAYMENTS: SourceFile.at(PURCHASES),
    FileKind.CANCELLATIONS: SourceFile.at(CANCELLATIONS),
}
JIHYUN = people.APPROVER


@pytest.fixture
def imported(database: Database, held_clock: HeldClock) -> ImportReport:
    return import_history(database, BOTH, JIHYUN, held_clock.now())


def counted_by_hand(path: Path) -> dict[str, tuple[int, int]]:
    """Members and won per month, by reading the times as they are written in the file."""
    members: dict[str, set[str]] = defaultdict(set)
    won: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["amount"] == "0":
                continue
            day, _, time = row["paid_at"].partition("T")
            evening_in_utc = time.endswith("Z") and time >= "15:00:00"  # already tomorrow in Seoul
            month = {"2024-11-30": "2024-12", "2024-12-31": "2025-01"}.get(day, day[:7])
            month = month if evening_in_utc else day[:7]
            members[month].add(row["member_id"])
            won[month] += int(row["amount"])
    return {month: (len(members[month]), won[month]) for month in won}


def overview(database: Database, clock: HeldClock) -> list[MonthRow]:
    with database.reading() as session:
        span = first_and_last_month(session)
        assert span is not None
        return monthly_overview(session, *span, AsOf(clock.now()))


def rows_of_every_table(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@pytest.mark.usefixtures("imported")
def test_the_months_on_the_screen_equal_a_count_by_hand(
    database: Database, held_clock: HeldClock
) -> None:
    shown = {
        str(row.month): (row.paid_members, row.paid_won)
        for row in overview(database, held_clock)
        if row.paid_members
    }

    assert shown == counted_by_hand(PURCHASES)
    assert shown == {
        "2024-11": (1, 29_000),
        "2024-12": (2, 83_500),
        "2025-01": (3, 79_000),
        "2025-03": (1, 29_000),
    }


@pytest.mark.usefixtures("imported")
def test_several_requests_of_a_month_are_one_member_and_nobody_churns_without_a_subscription(
    database: Database, held_clock: HeldClock
) -> None:
    rows = overview(database, held_clock)

    asked = {str(row.month): row.cancel_requested for row in rows if row.cancel_requested}
    assert asked == {"2024-12": 1, "2025-01": 1}
    assert {row.churned for row in rows} == {0}


def test_zero_amounts_are_kept_listed_and_not_counted(
    database: Database, imported: ImportReport, held_clock: HeldClock
) -> None:
    with database.reading() as session:
        listed = list(excluded_payments(session, Month(2024, 12), AsOf(held_clock.now())))
        kept = session.get_one(PaymentRecord, "imp_s006")
        batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id)).first()

    assert [row.line for row in imported.of(FileKind.PAYMENTS).excluded] == [7, 12]
    assert [(row.subject, str(row.reason)) for row in listed] == [("imp_s006", "zero")]
    assert kept.payment_class is PaymentClass.ZERO
    assert batch is not None
    assert [row["line"] for row in batch.excluded] == [7, 12]


def test_importing_twice_changes_nothing(
    database: Database, imported: ImportReport, held_clock: HeldClock
) -> None:
    before = rows_of_every_table(database)

    again = import_history(database, BOTH, JIHYUN, held_clock.now())

    assert rows_of_every_table(database) == before
    assert [file.rows_new for file in imported.files] == [12, 3]
    assert [(file.rows_new, file.rows_known) for file in again.files] == [(0, 12), (0, 3)]
    assert again.of(FileKind.PAYMENTS).excluded == imported.of(FileKind.PAYMENTS).excluded


def test_a_longer_file_of_the_next_month_adds_only_what_is_new(
    database: Database, imported: ImportReport, held_clock: HeldClock, tmp_path: Path
) -> None:
    longer = tmp_path / "april.csv"
    longer.write_bytes(
        PURCHASES.read_bytes() + b"imp_s013,shop-13,hana,2025-04-01T00:00:00+09:00,29000\n"
    )

    april = {FileKind.PAYMENTS: SourceFile.at(longer)}
    [report] = import_history(database, april, JIHYUN, held_clock.now()).files

    assert (report.rows_new, report.members_new) == (1, 0)
    assert report.won == 29_000


def test_members_and_the_batch_say_where_they_came_from_and_who_imported_them(
    database: Database, imported: ImportReport
) -> None:
    with database.reading() as session:
        members = {one.app_id: one.source for one in session.scalars(select(Member))}
        audit = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        sources = set(session.scalars(select(LedgerEntry.source)))
        kept = session.get_one(PaymentRecord, "imp_s003").raw
        asked = session.get_one(Cancellation, "old-3").source

    assert members == {
        "hana": "purchases.csv:2",
        "duri": "purchases.csv:3",
        "sena": "purchases.csv:7",
        "회원😀": "purchases.csv:10",
        '=HYPERLINK("http://evil.example")': "purchases.csv:11",
        "nobody-paid": "cancellations.csv:5",
    }
    assert [(row.act, row.actor, row.subject) for row in audit] == [
        ("history.imported", JIHYUN.id, "purchases.csv"),
        ("history.imported", JIHYUN.id, "cancellations.csv"),
    ]
    assert imported.of(FileKind.PAYMENTS).members_new == 5
    assert sources == {"import"}
    assert kept == {"file": "purchases.csv", "line": 4}
    assert asked == "cancellations.csv:5"
