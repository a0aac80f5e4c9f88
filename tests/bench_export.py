"""How long a file of very many rows takes, and how much memory.

Usage: python -m tests.bench_export [LEDGER_ROWS ...]

One June has all the rows: a member for every payment, a refund for every fiftieth, and one
member in twenty who asks to stop, loses the permission in July and is gone in July.

Every file is made in a process of its own; its memory is the most that process ever held
above what it held just before the first row. The references of the ledger's CSV are the least
a program can do: a raw sqlite3 cursor handed whole to `csv.writer`, with no Korean time, no
guarded cell, no sum and no fingerprint. Medians of several turns, each beside the others.
"""

from __future__ import annotations

import csv
import multiprocessing
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from billing_core.database import Database, migrate
from billing_core.export.bundle import export_year
from billing_core.export.monthly_file import FileFormat, write_file
from billing_core.export.sheets import ExportKind
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.calendar import Month

SIZES = (10_000, 100_000, 1_000_000)
TURNS = 3
JUNE, JULY = Month(2025, 6), Month(2025, 7)
AS_OF = AsOf(datetime(2026, 1, 15, tzinfo=UTC))
SHORT_FILES = (  # the month in which each of them has rows
    (ExportKind.PAID_MEMBERS, JUNE),
    (ExportKind.CANCEL_REQUESTED, JUNE),
    (ExportKind.CHURNED, JULY),
    (ExportKind.PERMISSION_CHANGES, JULY),
)

_FILL = """
PRAGMA synchronous = OFF;
CREATE TEMP TABLE facts AS
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {n})
    SELECT n, n + 1 AS member, 'member-' || n AS app_id, 'imp_' || (100000000000 + n) AS imp_uid,
        'bd' || (1000000 + n) || 'p0a1' AS merchant_uid,
        strftime('%Y-%m-%d %H:%M:%S.000000', '2025-05-31 15:00:00',
            '+' || (n * 2500000 / {n}) || ' seconds') AS at
    FROM numbers;
INSERT INTO members (id, app_id, app_id_key, name, permission, created_at, source)
    SELECT member, app_id, app_id, '김회원' || n, 'paid', at, 'app' FROM facts;
INSERT INTO payments (imp_uid, merchant_uid, member_id, customer_uid, payment_class, reason,
        status, amount, cancel_amount, paid_at, fail_reason, card_name, card_number, apply_num,
        receipt_url, source, first_seen_at, read_at, raw)
    SELECT imp_uid, merchant_uid, member, '', 'charge', '', 'paid', 29000, 0, at, '', '신한카드',
        '', 30000000 + n, 'https://receipt.example/card/' || imp_uid, 'webhook', at, at, '{{}}'
    FROM facts;
INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, amount, occurred_at,
        recorded_at, source)
    SELECT 'payment', imp_uid, '', merchant_uid, member, 29000, at, at, 'webhook' FROM facts
    UNION ALL
    SELECT 'refund', imp_uid, 'back', merchant_uid, member, -29000, at, at, 'sweep' FROM facts
    WHERE n % 50 = 0;
CREATE TEMP TABLE leavers AS SELECT *, substr(at, 1, 10) AS day FROM facts WHERE n % 20 = 1;
INSERT INTO cards (customer_uid, member_id, card_name, card_number, registered_at)
    SELECT 'card-' || n, member, '신한카드', '', at FROM leavers;
INSERT INTO subscriptions (id, member_id, plan_id, plan_name, price, months, customer_uid,
        fresh_since, status, created_at, anchor, periods_paid, paid_through)
    SELECT 's' || n, member, 'basic', '기본', 29000, 1, 'card-' || n, at, 'ended', at, day, 1,
        strftime('%Y-%m-%d 15:00:00.000000', day, '+1 month') FROM leavers;
INSERT INTO charges (merchant_uid, subscription_id, member_id, customer_uid, period, attempt,
        amount, how, due_at, state, requested_at, requested_times, unknown_reads, imp_uid,
        fail_reason, covers_from, covers_until)
    SELECT merchant_uid, 's' || n, member, 'card-' || n, 0, 1, 29000, 'now', at, 'paid', at, 1,
        0, imp_uid, '', strftime('%Y-%m-%d 15:00:00.000000', day, '-1 day'),
        strftime('%Y-%m-%d 15:00:00.000000', day, '+1 month') FROM leavers;
INSERT INTO cancellations (id, member_id, subscription_id, requested_at, recorded_at,
        requested_by, reason, past_due, withdrawn_by, source)
    SELECT 'c' || n, member, 's' || n, at, at, '', '이사를 갑니다', 0, '', 'app' FROM leavers;
INSERT INTO permission_changes (member_id, before, after, changed_at, changed_by, cause, message_id)
    SELECT member, 'paid', 'free', strftime('%Y-%m-%d 01:00:00.000000', day, '+1 month'), '박팀장',
        'approved', 'm' || n FROM leavers;
ANALYZE;
"""
_SAME_COLUMNS = """
SELECT ledger.occurred_at, ledger.kind, members.app_id, members.name, ledger.amount,
    ledger.imp_uid, ledger.merchant_uid, payments.card_name, payments.apply_num,
    payments.receipt_url, ledger.source
FROM ledger JOIN members ON members.id = ledger.member_id
    JOIN payments ON payments.imp_uid = ledger.imp_uid
WHERE ledger.kind IN ('payment', 'refund')
    AND ledger.occurred_at >= ? AND ledger.occurred_at < ?
ORDER BY ledger.occurred_at, ledger.id
"""
_LEDGER_ALONE = "SELECT * FROM ledger WHERE occurred_at >= ? AND occurred_at < ?"


@dataclass(frozen=True)
class Made:
    rows: int
    seconds: float
    megabytes: float  # above idle


@contextmanager
def book_of(rows: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="billing-desk-bench-") as folder:
        path = Path(folder) / "billing.db"
        migrate(f"sqlite:///{path}")
        connection = sqlite3.connect(path)
        connection.executescript(_FILL.format(n=rows * 50 // 51))
        connection.close()
        database = Database(f"sqlite:///{path}", durable=False)
        with database.writing() as session:
            rebuild(session)
        database.close()
        yield path


def bare(book: Path, statement: str) -> float:
    """Seconds of `csv.writer` over a raw cursor."""
    began = perf_counter()
    interval = [f"{edge:%Y-%m-%d %H:%M:%S.%f}" for edge in (JUNE.start, JUNE.end)]
    connection = sqlite3.connect(book)
    with (book.parent / "bare.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(connection.execute(statement, interval))
    connection.close()
    return perf_counter() - began


def one_file(book: Path, kind: ExportKind, month: Month, file_format: FileFormat) -> int:
    database = Database(f"sqlite:///{book}", durable=False)
    with (book.parent / "file").open("wb") as out, database.reading() as session:
        rows = write_file(out, session, kind, month, AS_OF, file_format=file_format).rows
    database.close()
    return rows


def whole_year(book: Path) -> int:
    database = Database(f"sqlite:///{book}", durable=False)
    with (book.parent / "year.zip").open("wb") as out, database.reading() as session:
        rows = sum(file.rows for file in export_year(out, session, 2025, AS_OF))
    database.close()
    return rows


def apart(make: Callable[[], int]) -> Made:
    """Measured in a fresh process, which has nothing of anybody else's in its memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (make,))


def measured(make: Callable[[], int]) -> Made:
    idle, began = megabytes("VmRSS"), perf_counter()
    rows = make()
    return Made(rows, perf_counter() - began, megabytes("VmHWM") - idle)


def megabytes(line: str) -> float:
    """This process's memory as Linux tells it: VmRSS is held now, VmHWM was the most ever."""
    for told in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if told.startswith(f"{line}:"):
            return int(told.split()[1]) / 1024
    raise LookupError(line)


def say(what: str, took: float, rows: int = 0, more: str = "") -> None:
    told = f"{rows:>12,} rows" if rows else " " * 17  # a reference has those of the file above
    sys.stdout.write(f"  {what:<44}{took:>9.2f} s{told}{more}\n")


def bench_ledger(book: Path) -> None:
    make = partial(one_file, book, ExportKind.LEDGER, JUNE, FileFormat.CSV)
    same, alone, made = [], [], []
    for _ in range(TURNS):
        same.append(bare(book, _SAME_COLUMNS))
        made.append(apart(make))
        alone.append(bare(book, _LEDGER_ALONE))
    took = median(each.seconds for each in made)
    memory = max(each.megabytes for each in made)
    say("ledger, CSV", took, made[0].rows, f"{memory:>9.1f} MB")
    for what, times in (("the same columns", same), ("the ledger table alone", alone)):
        of = median(times)
        say(f"  bare csv.writer, {what}", of, more=f"  ours is {took / of:.2f} ×")


def bench_other_files(book: Path) -> None:
    csv_file, xlsx = FileFormat.CSV, FileFormat.XLSX
    wanted: list[tuple[str, Callable[[], int]]] = [
        ("ledger, XLSX", partial(one_file, book, ExportKind.LEDGER, JUNE, xlsx)),
        ("accountant's, CSV", partial(one_file, book, ExportKind.TAX, JUNE, csv_file)),
    ]
    for kind, month in SHORT_FILES:
        name = f"{kind.name.lower().replace('_', ' ')}, CSV"
        wanted.append((name, partial(one_file, book, kind, month, csv_file)))
    wanted.append(("every file of the year, CSV in a zip", partial(whole_year, book)))
    for name, make in wanted:
        made = apart(make)
        say(name, made.seconds, made.rows, f"{made.megabytes:>9.1f} MB")


def main() -> None:
    for rows in tuple(int(size) for size in sys.argv[1:]) or SIZES:
        sys.stdout.write(f"{rows:,} ledger rows in one month\n")
        with book_of(rows) as book:
            bench_ledger(book)
            bench_other_files(book)


if __name__ == "__main__":
    main()
