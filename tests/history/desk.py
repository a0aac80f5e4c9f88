"""Somebody at the office takes files in, and looks at what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from sqlalchemy import func, select

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import read_mapping
from billing_core.history.refused import ImportRefused
from billing_core.history.report import FileReport, ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.models import ImportBatch, LedgerEntry, Member, PaymentRecord
from tests.parts import people

JIHYUN = people.APPROVER
HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount\n"
GOOD = "imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,29000\n"

Files = Mapping[FileKind, str | bytes]


class Desk:
    """Payments come as text or bytes; other files by their kind."""

    def __init__(self, database: Database, clock: HeldClock) -> None:
        self.database, self.clock = database, clock

    def takes(
        self, payments: str | bytes = "", *, mapping: str = "", dry_run: bool = False, **others: str
    ) -> ImportReport:
        given: dict[FileKind, str | bytes] = {FileKind(kind): text for kind, text in others.items()}
        if payments:
            given[FileKind.PAYMENTS] = payments
        files = {
            kind: SourceFile(f"{kind}.csv", text if isinstance(text, bytes) else text.encode())
            for kind, text in given.items()
        }
        return import_history(
            self.database,
            files,
            JIHYUN,
            self.clock.now(),
            mapping=read_mapping(mapping),
            dry_run=dry_run,
        )

    def imports(self, payments: str | bytes, mapping: str = "") -> FileReport:
        return self.takes(payments, mapping=mapping).of(FileKind.PAYMENTS)

    def refuses(
        self, payments: str | bytes = "", *, mapping: str = "", **others: str
    ) -> ImportRefused:
        with pytest.raises(ImportRefused) as refused:
            self.takes(payments, mapping=mapping, dry_run=False, **others)
        return refused.value

    def book(self) -> list[int]:
        """How many members, payments, ledger entries and imported files there are."""
        tables = (Member, PaymentRecord, LedgerEntry, ImportBatch)
        with self.database.reading() as session:
            return [session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]

    def paid(self) -> dict[str, tuple[datetime, int]]:
        """imp_uid -> when and how much, as the ledger has it."""
        with self.database.reading() as session:
            return {
                one.imp_uid: (one.occurred_at, one.amount)
                for one in session.scalars(select(LedgerEntry))
            }
