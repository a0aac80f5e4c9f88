"""A bad row is named with its reason, and nothing is half-imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.history.import_history import import_history
from billing_core.history.refused import ImportRefused
from billing_core.models import ImportBatch, LedgerEntry, Member, PaymentRecord
from billing_core.rules.actor import Actor, Role

JIHYUN = Actor("김지현", Role.APPROVER)
HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount\n"
GOOD = "imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,29000\n"


class Desk:
    """Imports a file's text and says what came of it."""

    def __init__(self, database: Database, clock: HeldClock, folder: Path) -> None:
        self.database, self.clock, self.folder = database, clock, folder

    def imports(self, content: str | bytes, cancellations: str = "") -> int:
        payments = self.folder / "payments.csv"
        payments.write_bytes(content if isinstance(content, bytes) else content.encode())
        asked = self.folder / "cancellations.csv" if cancellations else None
        if asked:
            asked.write_text(cancellations, encoding="utf-8")
        report = import_history(self.database, payments, asked, JIHYUN, self.clock.now())
        return report.payments.rows_new

    def refuses(self, content: str | bytes, cancellations: str = "") -> ImportRefused:
        with pytest.raises(ImportRefused) as refused:
            self.imports(content, cancellations)
        return refused.value

    def book(self) -> list[int]:
        tables = (Member, PaymentRecord, LedgerEntry, ImportBatch)
        with self.database.reading() as session:
            return [session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


@pytest.fixture
def desk(database: Database, held_clock: HeldClock, tmp_path: Path) -> Desk:
    return Desk(database, held_clock, tmp_path)


@pytest.fixture
def sqlite_desk(sqlite_url: str, held_clock: HeldClock, tmp_path: Path) -> Iterator[Desk]:
    """For what is decided before any database is asked."""
    database = Database(sqlite_url, durable=False)
    yield Desk(database, held_clock, tmp_path)
    database.close()


def test_one_bad_row_keeps_all_the_good_ones_out(desk: Desk) -> None:
    refused = desk.refuses(HEADING + GOOD + "imp_2,shop-2,duri,2025-01-06T12:00:00,29000\n")

    assert [(bad.file_name, bad.line) for bad in refused.bad_rows] == [("payments.csv", 3)]
    assert "시간대가 없습니다" in refused.for_people
    assert desk.book() == [0, 0, 0, 0]


def test_every_bad_row_of_both_files_is_named(desk: Desk) -> None:
    refused = desk.refuses(
        HEADING + "imp_1,shop-1,hana,yesterday,29000\n" + GOOD.replace("29000", "-1"),
        "cancellation_id,member_id,requested_at,reason\nc-1,,2025-01-05T12:00:00+09:00,\n",
    )

    assert [(bad.file_name, bad.line) for bad in refused.bad_rows] == [
        ("cancellations.csv", 2),
        ("payments.csv", 2),
        ("payments.csv", 3),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("imp_1,shop-1,hana,2025-01-05,29000", "시간대가 없습니다"),
        ("imp_1,shop-1,hana,0001-01-01T00:00:00+09:00,29000", "읽을 수 없습니다"),
        ("imp_1,shop-1,hana,2026-11-24T00:00:00+09:00,29000", "지금보다 나중"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,-29000", "음수"),
        ('imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,"29,000"', "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,29000.5", "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,٢٩", "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,9999999999999", "정수여야"),
        (",shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        ("imp_'; DROP,shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        (f"imp_{'1' * 60},shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        ("imp_1,,hana,2025-01-05T12:00:00+09:00,29000", "merchant_uid"),
        ("imp_1,shop-1,  ,2025-01-05T12:00:00+09:00,29000", "회원 ID"),
        ("imp_1,shop-1,ha\x00na,2025-01-05T12:00:00+09:00,29000", "회원 ID"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00", "칸이 4개"),
        ('imp_1,"shop-1,hana,2025-01-05T12:00:00+09:00,29000', "따옴표"),
    ],
)
def test_the_reason_says_what_is_wrong(sqlite_desk: Desk, row: str, reason: str) -> None:
    [bad] = sqlite_desk.refuses(f"{HEADING}{row}\n").bad_rows

    assert bad.line >= 2
    assert reason in bad.reason


def test_a_missing_column_is_named(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses("imp_uid,member_id,paid_at\n").bad_rows

    assert bad.line == 1
    assert "merchant_uid, amount" in bad.reason


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_another_encoding_is_refused_with_what_to_do(sqlite_desk: Desk, encoding: str) -> None:
    refused = sqlite_desk.refuses((HEADING + GOOD.replace("hana", "하나")).encode(encoding))

    assert "CSV UTF-8" in refused.for_people


def test_korean_excel_writes_a_mark_at_the_beginning_and_that_is_fine(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports((HEADING + GOOD).encode("utf-8-sig")) == 1


def test_a_file_that_is_not_there_is_refused(sqlite_desk: Desk) -> None:
    nowhere = sqlite_desk.folder / "nowhere.csv"

    with pytest.raises(ImportRefused, match="파일을 열 수 없습니다"):
        import_history(sqlite_desk.database, nowhere, None, JIHYUN, sqlite_desk.clock.now())


def test_the_same_number_twice_is_one_payment_only_if_it_says_the_same(desk: Desk) -> None:
    refused = desk.refuses(HEADING + GOOD + GOOD.replace("29000", "49000"))
    assert "2행과 번호는 같은데" in refused.for_people
    assert desk.book() == [0, 0, 0, 0]

    assert desk.imports(HEADING + GOOD + GOOD) == 1
    assert desk.book() == [1, 1, 1, 1]


def test_a_payment_the_book_knows_differently_is_not_overwritten(desk: Desk) -> None:
    desk.imports(HEADING + GOOD)

    refused = desk.refuses(HEADING + GOOD.replace("hana", "duri"))

    assert "이미 다른 내용" in refused.for_people
    assert desk.book() == [1, 1, 1, 1]


def test_a_long_list_of_bad_rows_is_shortened_for_the_person_and_complete_in_the_error(
    sqlite_desk: Desk,
) -> None:
    refused = sqlite_desk.refuses(HEADING + GOOD.replace("29000", "?") * 50)

    assert len(refused.bad_rows) == 50
    assert "그 밖에 30개" in refused.for_people
