"""How fast a history comes in, beside a named reference in the same run: part of `make bench`.

Usage: python -m tests.bench_import [ROWS ...]

A file of payments is made on the fly: instants in Seoul, amounts as people write them, one
row in a thousand of zero won. Each turn has a process and a book of its own, and its memory
is what it had at its most beyond what it had before it began. The reference reads the same
file with csv.reader and inserts the same payments and ledger rows with executemany: without
looking at a single cell, without comparing with the book, and without roll-ups.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from sqlalchemy import func, select

from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.models import LedgerEntry, Member, PaymentRecord
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import keep_roll_ups
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import KST
from billing_core.wording.refusals import refusal_said
from tests.parts.databases import NoPostgreSQL, SQLiteFiles, postgresql_server

SIZES = (100_000, 180_000)  # the longest that 20 MB hold
FIRST = datetime(2024, 1, 1, tzinfo=KST)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=720)
MONTHS = 24
GRACE_DAYS = 7
AT_ONCE = 1_000
HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount,card_name,apply_num\n"

Turn = Literal["reference", "import", "again", "refused"]


@dataclass(frozen=True)
class Measured:
    """What a turn took; `megabytes`: at its most, beyond what the process had before it began."""

    seconds: float
    megabytes: float


def write_file(path: Path, rows: int, *, bad_row: bool = False) -> None:
    members = max(rows // MONTHS, 1)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEADING)
        for n in range(rows):
            at = (FIRST + SPAN * n / rows).isoformat(timespec="seconds")
            won = 0 if n % 1_000 == 999 else '"29,000원"'
            out.write(f"imp_{n:012},order-{n},member-{n % members},{at},{won},신한카드,{n:08}\n")
        if bad_row:
            out.write(f"imp_{rows:012},order-{rows},member-0,2025-02-30,29000,신한카드,1\n")


# one turn, in a process of its own ------------------------------------------------------------


def take_turn(turn: Turn, url: str, path: Path) -> Measured:
    database = Database(url)
    keep_roll_ups(database, GRACE_DAYS)
    with database.reading() as session:  # connected, and everything loaded
        session.scalar(select(func.count()).select_from(Member))
    before = _kilobytes("VmRSS")
    began = perf_counter()
    match turn:
        case "reference":
            bare_insert(database, path)
        case "import" | "again":
            _import(database, path)
        case "refused":
            _refused(database, path)
    measured = Measured(perf_counter() - began, (_kilobytes("VmHWM") - before) / 1024)
    _prove(turn, database)
    database.close()
    return measured


def _kilobytes(name: Literal["VmRSS", "VmHWM"]) -> int:
    """What Linux says of this process: its memory now, and at its most. `getrusage` would
    begin with the memory of the process that started this one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _import(database: Database, path: Path) -> None:
    import_history(database, {FileKind.PAYMENTS: SourceFile.at(path)}, SYSTEM, NOW)


def _refused(database: Database, path: Path) -> None:
    """The one bad row is named, and it is the only one."""
    told = ""
    try:
        _import(database, path)
    except ImportRefused as refused:
        told = refusal_said(refused)
    assert "고쳐야 할 행이 1개" in told, told
    assert "2025-02-30" in told, told


def _prove(turn: Turn, database: Database) -> None:
    """Fast and wrong would be worth nothing."""
    with database.reading() as session:
        found = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Member, PaymentRecord, LedgerEntry)
        ]
        assert turn == "reference" or check(session) == []
    assert any(found) is (turn != "refused"), found


def bare_insert(database: Database, path: Path) -> None:
    """The reference: csv.reader and executemany, one transaction, the same tables and indexes."""
    mark = "?" if database.is_sqlite else "%s"
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    if database.is_sqlite:
        cursor.execute("BEGIN IMMEDIATE")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        known: dict[str, int] = {}
        while helping := list(islice(rows, AT_ONCE)):
            new = dict.fromkeys(row[2] for row in helping if row[2] not in known)
            known |= {app_id: len(known) + place for place, app_id in enumerate(new, 1)}
            cursor.executemany(
                "INSERT INTO members (id, app_id, app_id_key, name, permission, created_at, source)"
                f" VALUES ({mark}, {mark}, {mark}, '', 'free', '2026-01-01 00:00:00', 'bench')",
                [(known[app_id], app_id, app_id) for app_id in new],
            )
            numbered = [(*row[:2], known[row[2]], *row[3:]) for row in helping]
            cursor.executemany(_PAYMENT.format(*[mark] * 7), [_payment(row) for row in numbered])
            paid = [_ledger(row) for row in numbered if row[4] != "0"]
            cursor.executemany(_LEDGER.format(*[mark] * 4), paid)
    connection.commit()
    connection.close()


_PAYMENT = """
INSERT INTO payments (imp_uid, merchant_uid, member_id, customer_uid, payment_class, reason,
    status, amount, cancel_amount, paid_at, fail_reason, card_name, card_number, apply_num,
    receipt_url, source, first_seen_at, read_at, raw)
VALUES ({}, {}, {}, '', 'charge', '', 'paid', {}, 0, {}, '', {}, '', {}, '', 'import',
    '2026-01-01 00:00:00', '2026-01-01 00:00:00', '{{}}')
"""
_LEDGER = """
INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, amount, occurred_at,
    recorded_at, source)
VALUES ('payment', {}, '', {}, {}, 29000, {}, '2026-01-01 00:00:00', 'import')
"""


def _payment(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:3], 0 if row[4] == "0" else 29_000, row[3], row[5], row[6])


def _ledger(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row[:4])


# the run --------------------------------------------------------------------------------------


def measure(turn: Turn, url: str, path: Path) -> Measured:
    """A turn in a process of its own; ends the program with its words when it fails."""
    order = [sys.executable, "-m", __spec__.name, "--turn", turn, url, str(path)]
    done = subprocess.run(order, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return Measured(**json.loads(done.stdout))


def bench(books: Books, folder: Path, rows: int) -> None:
    good, bad = folder / "payments.csv", folder / "one-bad-row.csv"
    write_file(good, rows)
    write_file(bad, rows, bad_row=True)
    sys.stdout.write(f"{rows:,} rows, {good.stat().st_size / 1_000_000:,.0f} MB, {books.name}\n")
    with books.fresh() as url:
        reference = measure("reference", url, good)
    say("csv.reader + executemany", rows, reference)
    with books.fresh() as url:
        say("import, roll-ups included", rows, measure("import", url, good), reference)
        say("the same file again", rows, measure("again", url, good), reference)
    with books.fresh() as url:
        say("one bad row at its end: refused", rows, measure("refused", url, bad), reference)


def say(what: str, rows: int, took: Measured, reference: Measured | None = None) -> None:
    ratio = f"{took.seconds / reference.seconds:>8.2f} × the reference" if reference else ""
    speed = f"{rows / took.seconds:>10,.0f} rows/s"
    sys.stdout.write(f"  {what:<34}{speed}{took.megabytes:>8.1f} MB above idle{ratio}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Books:
    """Fresh books of one kind of database."""

    name: str
    fresh: Callable[[], AbstractContextManager[str]]


@contextmanager
def sqlite_books(folder: Path) -> Iterator[Books]:
    files = SQLiteFiles(folder)

    @contextmanager
    def fresh() -> Iterator[str]:
        path = folder / "billing.db"
        yield files.copy_to(path)
        for each in folder.glob("billing.db*"):
            each.unlink()

    yield Books("SQLite", fresh)


@contextmanager
def postgresql_books() -> Iterator[Books]:
    with postgresql_server() as server, server.migrated_template():
        yield Books("PostgreSQL", server.database)


def main() -> None:
    if sys.argv[1:2] == ["--turn"]:
        turn: Any = sys.argv[2]
        sys.stdout.write(json.dumps(asdict(take_turn(turn, sys.argv[3], Path(sys.argv[4])))))
        return
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="billing-desk-bench-"))
        )
        books = [stack.enter_context(sqlite_books(folder))]
        try:
            books.append(stack.enter_context(postgresql_books()))
        except NoPostgreSQL as why:
            sys.stdout.write(f"no PostgreSQL here: {why}\n")
        for rows in sizes:
            for each in books:
                bench(each, folder, rows)


if __name__ == "__main__":
    main()
