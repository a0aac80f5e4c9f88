"""The year's zip: every file of the year, and a manifest that proves each of them."""

from __future__ import annotations

import io
import json
import tracemalloc
from hashlib import sha256
from zipfile import ZipFile

from sqlalchemy import insert

from billing_core.closing.close_month import close_month
from billing_core.database import Database
from billing_core.export.bundle import ExportProgress, export_months, export_year
from billing_core.export.monthly_file import FileFormat
from billing_core.export.sheets import ExportKind
from billing_core.models import LedgerEntry
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import months_between
from tests.export.conftest import AS_OF, JUNE
from tests.export.read_files import csv_rows, made_file
from tests.numbers.book import Book, seoul
from tests.numbers.till import Till
from tests.parts.members import app_id_in
from tests.parts.people import APPROVER


def year_of(database: Database, *formats: FileFormat) -> tuple[ZipFile, list[ExportProgress]]:
    out, heard = io.BytesIO(), list[ExportProgress]()
    with database.reading() as session:
        export_year(out, session, 2025, AS_OF, formats=formats, on_progress=heard.append)
    return ZipFile(out), heard


def test_the_year_holds_every_file_of_every_month_that_has_begun(june: Database) -> None:
    archive, heard = year_of(june, FileFormat.CSV, FileFormat.XLSX)
    months = months_between(JUNE.plus(-5), JUNE.plus(2))  # it is 1 August

    expected = {
        f"{month}/{kind}_{month}.{form}"
        for month in months
        for kind in ExportKind
        for form in FileFormat
    }
    assert set(archive.namelist()) == expected | {"목록.csv", "manifest.json"}
    assert [one.file_name for one in heard] == archive.namelist()[:-2]
    assert [one.files_done for one in heard] == list(range(len(expected)))
    assert archive.testzip() is None


def test_a_file_of_the_year_is_the_file_of_its_month(june: Database) -> None:
    archive, _ = year_of(june, FileFormat.CSV)
    with june.reading() as session:
        _, alone = made_file(session, ExportKind.LEDGER, JUNE)

    assert archive.read("2025-06/원장_2025-06.csv") == alone


def test_the_manifest_proves_every_file(june: Database) -> None:
    archive, _ = year_of(june, FileFormat.CSV, FileFormat.XLSX)
    listed = json.loads(archive.read("manifest.json"))

    assert {file["name"]: file["sha256"] for file in listed} == {
        name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()[:-2]
    }
    assert {(file["as_of"], file["name"]) for file in listed if file["provisional"]} == {
        (AS_OF.now.isoformat(), f"{month}/{kind}_{month}.{form}")
        for month in (JUNE.plus(1), JUNE.plus(2))
        for kind in ExportKind
        for form in FileFormat
    }


def test_the_manifest_a_person_reads_says_the_same(june: Database) -> None:
    archive, _ = year_of(june, FileFormat.CSV)
    heading, *rows = csv_rows(archive.read("목록.csv"))
    ledgers = [row for row in rows if "/원장_" in row[0]]
    with june.reading() as session:
        net = METRICS["net_revenue"].values(session, months_between(JUNE.plus(-5), JUNE), AS_OF)

    unread = "포트원을 다 읽지 않은 날"
    assert heading == ["파일", "행 수", "합계(원)", "기준시각", "잠정", unread, "sha256"]
    assert [int(row[2]) for row in ledgers][:6] == list(net.values())
    assert {row[3] for row in rows} == {"2025-08-01 00:00:00"}
    assert ledgers[5][4] == "확정"
    assert ledgers[6][4] == "잠정"
    assert ledgers[5][5] == "2025-06-01~2025-06-30"


def test_a_closed_month_goes_along_as_a_file_whose_sha256_is_its_fingerprint(
    june: Database,
) -> None:
    """An outsider needs the file and the fingerprint on the page, and nothing of ours."""
    with june.writing() as session:
        closed = close_month(session, JUNE, actor=APPROVER, as_of=AS_OF).sha256
    archive, heard = year_of(june, FileFormat.CSV)
    with june.writing() as session:
        Till().pays(session, "late", seoul("2025-06-30"))
    later, _ = year_of(june, FileFormat.CSV)

    record = archive.read("2025-06/마감_2025-06.jsonl")
    first, *members = map(json.loads, record.splitlines())
    with june.reading() as session:
        paid = list(METRICS["paid_members"].people(session, JUNE, AS_OF))
        sealed = {app_id_in(session, number) for number, *_ in members}

    assert sha256(record).hexdigest() == closed
    assert later.read("2025-06/마감_2025-06.jsonl") == record
    assert (first["month"], first["closed_by"]) == ("2025-06", APPROVER.name)
    assert first["numbers"]["paid_members"] == len(members)
    assert sealed == {row.app_id for row in paid} - {"late"}
    assert heard[-1].file_name == "2025-06/마감_2025-06.jsonl"
    assert heard[-1].files_done + 1 == heard[-1].files


def test_the_same_facts_make_the_same_zip(june: Database) -> None:
    first, second = year_of(june, FileFormat.XLSX)[0], year_of(june, FileFormat.XLSX)[0]

    assert [one.CRC for one in first.infolist()] == [one.CRC for one in second.infolist()]
    assert first.infolist()[0].date_time == (2025, 8, 1, 0, 0, 0)


def test_memory_stays_flat_and_progress_is_heard_while_a_long_file_is_written(
    database: Database,
) -> None:
    with database.writing() as session:
        book = Book(session)
        imp_uid = book.pays("hana", seoul("2025-06-01"))
        refund = {
            "kind": "refund",
            "imp_uid": imp_uid,
            "merchant_uid": "shop-1",
            "member_id": book.number("hana"),
            "amount": -1,
            "occurred_at": seoul("2025-06-02"),
            "recorded_at": seoul("2025-06-02"),
            "source": "sweep",
        }
        session.execute(
            insert(LedgerEntry), [{**refund, "refund_key": f"#{n}"} for n in range(12_000)]
        )
    heard: list[ExportProgress] = []
    tracemalloc.start()
    with database.reading() as session:
        [file] = export_months(
            io.BytesIO(),
            session,
            [JUNE],
            AsOf(seoul("2025-08-01")),
            kinds=[ExportKind.LEDGER],
            on_progress=heard.append,
        )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert file.rows == 12_001
    assert [one.rows for one in heard] == [0, 5_000, 10_000]
    assert peak < 6_000_000  # all lines at once would be three times that
