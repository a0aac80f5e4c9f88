"""How long a sweep takes beside the gateway's own time for its calls: part of `make bench`.

Usage: python -m tests.bench_sweep [PAYMENTS]

Two years of a company are in both books. The gateway is a process of its own, and each call's
time is measured in ours, from asking to the whole answer. The sweep reads all there is and
settles what is news: nothing the first time, and then payments that our book has lost.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import perf_counter

import httpx
import structlog
from pydantic import SecretStr

from billing_core.bootstrap import assemble
from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.processes import Program, Together, free_port
from billing_core.reconcile.sweep import read_window
from billing_core.sandbox.book import Book
from billing_core.sandbox.records import ShopPayment
from billing_core.settings import Settings
from billing_core.system import System
from tests.parts.large_company import MONTHS, NOW, company_of

PAYMENTS = 100_000
LOST = 100
TARGET = 1.5
# What the company's script leaves out, because only readings of the gateway make it.
_READ_BEFORE = """
UPDATE payments SET gateway_uid = imp_uid;
UPDATE payments SET cancelled_at = (SELECT occurred_at FROM ledger
    WHERE ledger.imp_uid = payments.imp_uid AND kind = 'refund') WHERE status = 'cancelled';
INSERT INTO payment_names (imp_uid, kind, name) SELECT imp_uid, 'gateway', imp_uid FROM payments;
INSERT INTO payment_names (imp_uid, kind, name) SELECT imp_uid, 'order', merchant_uid FROM payments;
"""


class Timed(httpx.HTTPTransport):
    """A transport that adds up what the calls take, the whole answer included."""

    seconds, calls = 0.0, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        began = perf_counter()
        answer = super().handle_request(request)
        answer.read()
        self.seconds += perf_counter() - began
        self.calls += 1
        return answer


def write_gateways_book(ours: Path, theirs: Path) -> None:
    book = Book(theirs)
    with closing(sqlite3.connect(ours)) as raw:
        raw.executescript(_READ_BEFORE)
        raw.row_factory = sqlite3.Row
        with book.transaction():
            for row in raw.execute("SELECT * FROM payments ORDER BY imp_uid"):
                book.payments.put(_theirs(row))
    book.close()


def _theirs(row: sqlite3.Row) -> ShopPayment:
    paid_at, failed_at, back_at = map(
        _unix, (row["paid_at"], row["failed_at"], row["cancelled_at"])
    )
    refund = {
        "amount": row["cancel_amount"],
        "cancelled_at": back_at,
        "reason": "",
        "cancellation_id": "back",
        "receipt_url": "",
    }
    return ShopPayment(
        imp_uid=row["imp_uid"],
        merchant_uid=row["merchant_uid"],
        amount=row["amount"],
        name="월 정기 멤버십",
        started_at=paid_at or failed_at,
        status=row["status"],
        customer_uid=row["customer_uid"],
        customer_uid_usage="payment.scheduled",
        card_name=row["card_name"],
        apply_num=row["apply_num"],
        paid_at=paid_at,
        failed_at=failed_at,
        cancelled_at=back_at,
        updated_at=back_at or failed_at or paid_at,
        fail_reason=row["fail_reason"] or None,
        cancel_amount=row["cancel_amount"],
        cancel_history=[refund] if back_at else [],
    )


def _unix(text: str | None) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp()) if text else 0


def sweep_all(system: System, timed: Timed, what: str) -> None:
    timed.seconds, timed.calls = 0.0, 0
    began = perf_counter()
    read, news = read_window(system, MONTHS[0].start, NOW)
    took = perf_counter() - began
    sys.stdout.write(
        f"  {what:<24}{read:>9,} read{news:>7,} news{timed.calls:>6,} calls{timed.seconds:>8.1f} s"
        f"{took:>8.1f} s in all{took / timed.seconds:>7.2f} × the calls (≤ {TARGET})\n"
    )
    sys.stdout.flush()


def lose(database: Database, number: int = LOST) -> list[str]:
    """Deletes payments, as if their webhooks had been lost: our book has never heard of them. Gives
    their numbers."""
    with closing(sqlite3.connect(str(database.url.database))) as raw:
        raw.execute(
            "CREATE TEMP TABLE lost AS SELECT imp_uid FROM payments WHERE status = 'paid'"
            f" ORDER BY random() LIMIT {number}"
        )
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
        for (name,) in raw.execute(guards).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for table in ("ledger", "payment_names", "payments"):
            raw.execute(f"DELETE FROM {table} WHERE imp_uid IN (SELECT imp_uid FROM lost)")
        raw.commit()
        return [imp_uid for (imp_uid,) in raw.execute("SELECT imp_uid FROM lost")]


def main() -> None:
    payments = int(sys.argv[1]) if sys.argv[1:] else PAYMENTS
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with company_of(payments) as database, tempfile.TemporaryDirectory() as folder:
        theirs, port = Path(folder) / "sandbox.db", free_port(0)
        write_gateways_book(Path(str(database.url.database)), theirs)
        url = f"http://127.0.0.1:{port}"
        serve = f"billing_core.sandbox serve --port {port} --book {theirs}"
        still = ["--hold-at", NOW.isoformat()]
        gateway = Program("sandbox", [*serve.split(), *still], url, {})
        timed = Timed()
        system = assemble(
            Settings(
                database_url=str(database.url),
                gateway_url=url,
                imp_key="imp_sandbox",
                imp_secret=SecretStr("sandbox-secret"),
            ),
            clock=HeldClock(NOW),
            gateway_transport=timed,
            durable=False,
        )
        with Together(Path(folder)) as together:
            together.start(gateway)
            together.wait_until_ready()
            sweep_all(system, timed, "nothing new")
            lose(database)
            sweep_all(system, timed, "some bells were lost")
        system.close()


if __name__ == "__main__":
    main()
