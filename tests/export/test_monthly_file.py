"""The monthly files: what a file exports equals what the screen shows."""

from __future__ import annotations

from hashlib import sha256

import pytest

from billing_core.database import Database
from billing_core.export.csv_file import shown
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat, rows_to_come
from billing_core.export.sheets import SHEETS, ExportKind
from billing_core.numbers.catalogue import METRICS
from billing_core.rules.calendar import Month
from tests.export.conftest import AS_OF, JUNE
from tests.export.read_files import csv_rows, made_file, xlsx_rows


def exported(
    database: Database, kind: ExportKind, file_format: FileFormat = FileFormat.CSV
) -> tuple[FileFacts, list[dict[str, str]]]:
    with database.reading() as session:
        file, content = made_file(session, kind, JUNE, file_format)
    assert file.sha256 == sha256(content).hexdigest()
    read = csv_rows if file_format is FileFormat.CSV else xlsx_rows
    heading, *rows = read(content)
    return file, [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("kind", "metric"),
    [
        (ExportKind.PAID_MEMBERS, "paid_members"),
        (ExportKind.CANCEL_REQUESTED, "cancel_requested"),
        (ExportKind.CHURNED, "churned"),
        (ExportKind.PERMISSION_CHANGES, "permission_changes"),
    ],
)
@pytest.mark.parametrize("file_format", FileFormat)
def test_a_file_has_one_row_for_each_that_the_number_counts(
    june: Database, kind: ExportKind, metric: str, file_format: FileFormat
) -> None:
    file, rows = exported(june, kind, file_format)
    with june.reading() as session:
        number = METRICS[metric].values(session, [JUNE], AS_OF)[JUNE]

    assert number > 0
    assert (len(rows), file.rows) == (number, number)
    assert file.name == f"{kind}_2025-06.{file_format}"


@pytest.mark.parametrize("kind", ExportKind)
def test_both_formats_have_the_rows_that_the_screen_has(june: Database, kind: ExportKind) -> None:
    sheet = SHEETS[kind]
    with june.reading() as session:
        screen = [
            [shown(column.cell(row)).removeprefix("'") for column in sheet.columns]
            for row in sheet.rows(session, JUNE, AS_OF)
        ]
    in_csv, in_xlsx = exported(june, kind)[1], exported(june, kind, FileFormat.XLSX)[1]

    assert screen
    assert [list(row.values()) for row in in_csv] == screen
    # Read back from Excel a day and its midnight are the same.
    assert _days(in_xlsx) == _days(in_csv)


def _days(rows: list[dict[str, str]]) -> list[list[str]]:
    return [[cell.removesuffix(" 00:00:00") for cell in row.values()] for row in rows]


def test_paid_through_is_a_day_and_where_a_row_comes_from_is_korean(june: Database) -> None:
    _, [asked] = exported(june, ExportKind.CANCEL_REQUESTED)
    _, [left] = exported(june, ExportKind.CHURNED)
    _, entries = exported(june, ExportKind.LEDGER)

    assert left["이탈일(이용 만료일)"] == "2025-06-15"
    assert (asked["신청 시각"], asked["출처"]) == ("2025-06-08 00:00:00", "직접 접수")
    assert {row["출처"] for row in entries} <= {"결제 알림", "포트원 내역 대조"}


@pytest.mark.parametrize("file_format", FileFormat)
def test_the_ledger_file_adds_up_to_the_net_revenue_on_the_screen(
    june: Database, file_format: FileFormat
) -> None:
    file, rows = exported(june, ExportKind.LEDGER, file_format)
    with june.reading() as session:
        net = METRICS["net_revenue"].values(session, [JUNE], AS_OF)[JUNE]

    assert sum(int(row["금액(원)"]) for row in rows) == net == file.total == 39_000
    assert [row["구분"] for row in rows] == ["결제", "결제", "환불", "결제"]


def test_the_accountant_sees_supply_and_vat_of_each_payment_and_refund(june: Database) -> None:
    file, rows = exported(june, ExportKind.TAX)
    split = [(row["합계(원)"], row["공급가액(원)"], row["부가세(원)"]) for row in rows]

    assert split == [
        ("29000", "26364", "2636"),
        ("10000", "9091", "909"),
        ("-29000", "-26364", "-2636"),
        ("29000", "26364", "2636"),
    ]
    assert file.total == 39_000
    assert [(row["승인번호"], row["전표 URL"]) for row in rows[:1]] == [
        ("30012345", "https://receipt.example/30012345")
    ]


def test_a_hostile_member_id_is_text_in_the_file(june: Database) -> None:
    with june.reading() as session:
        _, content = made_file(session, ExportKind.PAID_MEMBERS, JUNE)

    assert '"\'=HYPERLINK(""http://evil.example"")"' in content.decode("utf-8-sig")


def test_a_month_in_which_nothing_happened_is_a_file_with_headings_only(june: Database) -> None:
    with june.reading() as session:
        file, content = made_file(session, ExportKind.LEDGER, Month(2024, 1))

    assert (file.rows, file.total) == (0, 0)
    assert content.decode("utf-8-sig").startswith("일시,구분,회원 ID")


@pytest.mark.parametrize("kind", [ExportKind.LEDGER, ExportKind.TAX, ExportKind.PAID_MEMBERS])
def test_how_long_a_file_will_be_is_known_before_it_is_made(
    june: Database, kind: ExportKind
) -> None:
    with june.reading() as session:
        file, _ = made_file(session, kind, JUNE)
        assert rows_to_come(session, kind, JUNE) == file.rows > 0
        assert rows_to_come(session, kind, Month(2024, 1)) == 0
