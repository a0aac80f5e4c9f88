"""Take a company's own history into the book: all of it, or nothing and the reasons why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from billing_core.database import Database, hold
from billing_core.history.destination import Destination
from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import PLAIN, FileMapping, HistoryMapping
from billing_core.history.met_members import MetMembers
from billing_core.history.record_batch import record_batch
from billing_core.history.refused import BadRows, ImportRefused
from billing_core.history.report import FileReport, ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.history.take_in import Intake, OnRows
from billing_core.rules.actor import Actor, Role, require_approver

HistoryFiles = Mapping[FileKind, SourceFile]
AS_IT_IS: HistoryMapping = {}


def import_history(
    database: Database,
    files: HistoryFiles,
    actor: Actor,
    now: datetime,
    *,
    mapping: HistoryMapping = AS_IT_IS,
    dry_run: bool = False,
    on_rows: OnRows = lambda _file_name, _rows: None,
) -> ImportReport:
    """Importing the same files again changes nothing.

    One transaction, taken back when a single row is wrong: then ImportRefused names each bad
    row of every file. A dry run does the same, takes it back always, and reports the bad rows.
    Raises Refusal("not_allowed") for a person who is not an approver.
    """
    if not dry_run and actor.role is not Role.SYSTEM:
        require_approver(actor, "과거 내역을 가져올")
    bad_rows = BadRows()
    with database.writing() as session:
        hold(session, "import")
        members = MetMembers(session)
        reports: list[FileReport] = []
        for kind in filter(files.__contains__, FileKind):
            into = Destination(session, members, files[kind].name, now)
            intake = Intake(kind, files[kind], into, bad_rows)
            reports += _report(intake, mapping.get(kind, PLAIN), on_rows)
        if bad_rows.count or dry_run:
            session.rollback()
        else:
            for report in reports:
                record_batch(session, report, actor, now)
    if bad_rows.count and not dry_run:
        raise ImportRefused(bad_rows.named, bad_rows.count)
    return ImportReport(tuple(reports), dry_run, tuple(bad_rows.named), bad_rows.count)


def _report(intake: Intake, mapping: FileMapping, on_rows: OnRows) -> list[FileReport]:
    """None of a file that cannot be read at all: it is among the bad rows."""
    try:
        return [intake.take_in(mapping, on_rows)]
    except ImportRefused as refused:
        for bad in refused.bad_rows:
            intake.bad_rows.add(bad)
        return []
