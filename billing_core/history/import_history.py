"""Take a company's own history into the book: all of it, or nothing and the reasons why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from billing_core.database import Database, hold
from billing_core.history.import_cancellations import (
    NO_CANCELLATIONS,
    add_cancellations,
    known_cancellations,
    read_cancellations,
)
from billing_core.history.import_payments import add_payments, known_payments, read_payments
from billing_core.history.new_rows import conflicts
from billing_core.history.record_batch import record_batch
from billing_core.history.refused import ImportRefused
from billing_core.history.report import ImportReport
from billing_core.rules.actor import Actor


def import_history(
    database: Database, payments: Path, cancellations: Path | None, actor: Actor, now: datetime
) -> ImportReport:
    """Importing the same files again changes nothing.

    Every row is read before the first is written. Raises ImportRefused naming each bad row
    of both files; nothing was imported then.
    """
    paid = read_payments(payments, now)
    asked = read_cancellations(cancellations, now) if cancellations else NO_CANCELLATIONS
    with database.writing() as session:
        hold(session, "import")
        known_paid, known_asked = known_payments(session, paid), known_cancellations(session, asked)
        bad_rows = paid.bad_rows + conflicts(paid, known_paid)
        bad_rows += asked.bad_rows + conflicts(asked, known_asked)
        if bad_rows:
            raise ImportRefused(sorted(bad_rows, key=lambda bad: (bad.file_name, bad.line)))
        report = ImportReport(
            payments=add_payments(session, paid, known_paid, now),
            cancellations=add_cancellations(session, asked, known_asked),
        )
        for file in (report.payments, report.cancellations):
            record_batch(session, file, actor, now)
    return report
