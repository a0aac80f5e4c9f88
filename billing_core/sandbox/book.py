"""The gateway's book: one SQLite file, or memory when no file is given.

Every record is one JSON document; the fields that are searched by are generated columns with an
index, so that a record never disagrees with its own columns.
"""

# ruff: noqa: S608 - table names and conditions are written in this package; values are parameters

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from billing_core.sandbox import records
from billing_core.sandbox.notice import Notice


class _Record(Protocol):
    id: int


R = TypeVar("R", bound=_Record)

# Each payment on the clock of its *final* status: a refunded one is found by its refund.
_STATUS_AT = """CASE
    WHEN json_extract(doc, '$.listed_at') > 0 THEN json_extract(doc, '$.listed_at')
    WHEN json_extract(doc, '$.status') = 'paid' THEN json_extract(doc, '$.paid_at')
    WHEN json_extract(doc, '$.status') = 'failed' THEN json_extract(doc, '$.failed_at')
    WHEN json_extract(doc, '$.status') = 'cancelled' THEN json_extract(doc, '$.cancelled_at')
    ELSE json_extract(doc, '$.started_at') END"""


class BookTable(Generic[R]):
    """Records of one kind. `where` and `order` are SQL written in this package, never by callers
    of the gateway; what callers send travels as parameters."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        record: Callable[..., R],
        searched: str,
        **computed: str,
    ) -> None:
        self._connection = connection
        self._name = name
        self._record = record
        expressions = {field: f"json_extract(doc, '$.{field}')" for field in searched.split()}
        columns = [f"{c} GENERATED ALWAYS AS ({e})" for c, e in (expressions | computed).items()]
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {name} "
            f"(id INTEGER PRIMARY KEY, doc TEXT NOT NULL, {', '.join(columns)})"
        )
        for column in expressions | computed:
            connection.execute(f"CREATE INDEX IF NOT EXISTS {name}_{column} ON {name} ({column})")

    def put(self, record: R) -> R:
        """Write a new record (its id is filled in) or the new state of a known one."""
        values = vars(record)
        doc = json.dumps({k: v for k, v in values.items() if k != "id"}, ensure_ascii=False)
        if record.id:
            self._connection.execute(
                f"UPDATE {self._name} SET doc = ? WHERE id = ?", (doc, record.id)
            )
        else:
            added = self._connection.execute(f"INSERT INTO {self._name} (doc) VALUES (?)", (doc,))
            record.id = added.lastrowid or 0
        return record

    def remove(self, record: R) -> None:
        self._connection.execute(f"DELETE FROM {self._name} WHERE id = ?", (record.id,))

    def one(self, where: str, *values: object, order: str = "id DESC") -> R | None:
        found = self.many(where, *values, order=order, limit=1)
        return found[0] if found else None

    def many(
        self, where: str = "1", *values: object, order: str = "id", limit: int = -1, offset: int = 0
    ) -> list[R]:
        rows = self._connection.execute(
            f"SELECT id, doc FROM {self._name} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [self._record(id=row_id, **json.loads(doc)) for row_id, doc in rows]

    def count(self, where: str = "1", *values: object) -> int:
        row = self._connection.execute(
            f"SELECT count(*) FROM {self._name} WHERE {where}", values
        ).fetchone()
        return int(row[0])


class Book:
    """All tables and a few remembered values. Not thread-safe by itself: the sandbox's lock is."""

    def __init__(self, path: Path | None = None) -> None:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            str(path or ":memory:"), isolation_level=None, check_same_thread=False
        )
        # A sandbox may lose its last second in a power cut, but never its shape: WAL without fsync.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS remembered (name PRIMARY KEY, value)")
        self._connection = connection
        self.payments = BookTable(
            connection,
            "payments",
            records.ShopPayment,
            "imp_uid merchant_uid customer_uid status started_at paid_at updated_at",
            status_at=_STATUS_AT,
        )
        self.schedules = BookTable(
            connection,
            "schedules",
            records.Schedule,
            "merchant_uid customer_uid schedule_at schedule_status imp_uid executed_at",
        )
        self.keys = BookTable(
            connection, "keys", records.BillingKey, "customer_uid replaced_at deleted_at"
        )
        self.prepared = BookTable(connection, "prepared", records.Prepared, "merchant_uid")
        self.windows = BookTable(connection, "windows", records.OpenWindow, "imp_uid")
        self.errands = BookTable(connection, "errands", records.Errand, "due_at kind")
        self.notices = BookTable(connection, "notices", Notice, "imp_uid outcome")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @property
    def changing(self) -> bool:
        return self._connection.in_transaction

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """A transaction that leaves nothing behind."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def remember(self, name: str, value: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (name, value))

    def remembered(self, name: str) -> int:
        """What was remembered under `name`; 0 when nothing was."""
        row = self._connection.execute("SELECT value FROM remembered WHERE name = ?", (name,))
        found = row.fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self._connection.close()
