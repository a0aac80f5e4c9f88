"""Take a company's own history into the book: all of it, or nothing and the reasons why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.database import Database, hold
from billing_core.forgetting.known_again import FindForgotten, nobody_forgotten
from billing_core.history.count_payments import count_payments, last_entry
from billing_core.history.destination import Destination
from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import PLAIN, FileMapping, HistoryMapping
from billing_core.history.meanwhile import require_no_alike, require_nobody_else
from billing_core.history.meet_payments import KnownPayments
from billing_core.history.met_members import MetMembers
from billing_core.history.once_more import once_more
from billing_core.history.record_batch import an_instant_of_its_own, record_batch
from billing_core.history.refused import BadRows, ImportRefused
from billing_core.history.report import FileReport, ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.history.take_in import Intake, OnRows
from billing_core.history.trial_book import trial_book
from billing_core.lifecycle.app_ids import MEMBER_IDS
from billing_core.lifecycle.find_payment import NAMES
from billing_core.lifecycle.former_payment import close_explained
from billing_core.roll_ups.follow import requests_learnt
from billing_core.rules.actor import Actor, Guarded, Role, require_approver
from billing_core.rules.payment_pair import PaymentPairs, SamePaymentsUnclear
from billing_core.rules.same_payment import SamePayments

HistoryFiles = Mapping[FileKind, SourceFile]
AS_IT_IS: HistoryMapping = {}


@dataclass(frozen=True)
class HistoryFile:
    """A file, what is in it, and how it is to be read."""

    kind: FileKind
    source: SourceFile
    mapping: FileMapping = PLAIN


def import_history(
    database: Database,
    files: HistoryFiles,
    actor: Actor,
    now: datetime,
    *,
    mapping: HistoryMapping = AS_IT_IS,
    dry_run: bool = False,
    same_payments: SamePayments | None = None,
    on_rows: OnRows = lambda _file_name, _rows: None,
    forgotten: FindForgotten = nobody_forgotten,
) -> ImportReport:
    """Imports at most one file of a kind, read as `mapping` says. Otherwise as `import_files`."""
    given = [HistoryFile(kind, source, mapping.get(kind, PLAIN)) for kind, source in files.items()]
    return import_files(
        database,
        given,
        actor,
        now,
        dry_run=dry_run,
        same_payments=same_payments,
        on_rows=on_rows,
        forgotten=forgotten,
    )


def import_files(
    database: Database,
    files: Sequence[HistoryFile],
    actor: Actor,
    now: datetime,
    *,
    dry_run: bool = False,
    same_payments: SamePayments | None = None,
    on_rows: OnRows = lambda _file_name, _rows: None,
    forgotten: FindForgotten = nobody_forgotten,
) -> ImportReport:
    """Imports files. Idempotent: importing the same files again changes nothing.

    One transaction, taken back when a single row is wrong: then ImportRefused names each bad
    row of every file. A dry run does the same where nobody waits for it (`trial_book`), takes it
    back always, and reports the bad rows.
    `same_payments`: what a person says of rows that may be payments of the book under another
    name. As long as nobody does, such a row refuses the import: SamePaymentsUnclear.
    `forgotten` knows the members who were forgotten: a file that still has them names nobody.
    Raises Refusal("not_allowed") for a person who is not an approver, and
    Refusal("import_interrupted") when others wrote the same members or payments meanwhile, and
    Refusal("trial_no_room").
    """
    if not dry_run and actor.role not in (Role.SYSTEM, Role.TERMINAL):
        require_approver(actor, Guarded.IMPORT_HISTORY)
    order = _Order(in_order(files), actor, now, dry_run, same_payments, on_rows, forgotten)
    with trial_book(database) if dry_run else nullcontext(database) as book:
        report = once_more(lambda: order.carry_out(book))
    if report.bad_count and not dry_run:
        raise ImportRefused(report.bad_rows, report.bad_count)
    if report.same_count and not dry_run:
        raise SamePaymentsUnclear(report.same_as, report.same_count)
    return report


def in_order(files: Sequence[HistoryFile]) -> list[HistoryFile]:
    """Files by kind, members first: a payment may be of one of them. Within a kind as given."""
    return sorted(files, key=lambda file: list(FileKind).index(file.kind))


@dataclass(frozen=True)
class _Order:
    files: Sequence[HistoryFile]
    actor: Actor
    now: datetime
    dry_run: bool
    same_payments: SamePayments | None
    on_rows: OnRows
    forgotten: FindForgotten

    def carry_out(self, database: Database) -> ImportReport:
        bad_rows, pairs = BadRows(), PaymentPairs()
        before = self._names_stand_still(database)
        with database.writing() as session:
            self._hold(session, "import")
            now = an_instant_of_its_own(session, self.now)
            members = MetMembers(session, self._other_members(), self.forgotten(session))
            order = replace(self, now=now)
            reports, explained = order._take_in(session, members, bad_rows, pairs, before)
            if bad_rows.count or pairs.count or self.dry_run:
                session.rollback()
            else:
                hold(session, NAMES)
                require_nobody_else(session, before, now)
                hold(session, MEMBER_IDS)
                require_no_alike(session, now)
                count_payments(session, before, now)
                if any(file.kind is FileKind.CANCELLATIONS for file in self.files):
                    requests_learnt(session, now)
                close_explained(session, now, explained)
                for report in reports:
                    record_batch(session, report, self.actor, now)
        return ImportReport(
            tuple(reports),
            self.dry_run,
            tuple(bad_rows.named),
            bad_rows.count,
            alike=tuple(members.alike),
            same_as=tuple(pairs.named),
            same_count=pairs.count,
        )

    def _names_stand_still(self, database: Database) -> int:
        """The ledger's newest number at an instant when nobody is bringing a payment nobody knew."""
        with database.writing() as session:
            self._hold(session, NAMES)
            return last_entry(session)

    def _hold(self, session: Session, key: str) -> None:
        """A trial is nobody's rival, and nobody is to wait for it."""
        if not self.dry_run:
            hold(session, key)

    def _other_members(self) -> frozenset[str]:
        return frozenset(name for file in self.files for name in file.mapping.other_members)

    def _take_in(
        self,
        session: Session,
        members: MetMembers,
        bad_rows: BadRows,
        pairs: PaymentPairs,
        before: int,
    ) -> tuple[list[FileReport], set[str]]:
        """A refund may stand in an earlier row or file than its payment: all payments first. With
        the keys of payments that were asked about and that a file names."""
        taken = []
        for file, name in zip(self.files, _names(self.files), strict=True):
            into = Destination(session, members, name, self.now, before)
            intake = Intake(file.kind, file.source, file.mapping, into, BadRows())
            if file.kind is FileKind.PAYMENTS:
                intake.known_payments = KnownPayments(into, pairs, self.same_payments)
            taken.append((intake, _taken(intake, self.on_rows)))
        reports: list[FileReport] = []
        explained: set[str] = set()
        for intake, readable in taken:
            if readable:
                intake.take_refunds()
                reports.append(intake.report())
            bad_rows.add_file(intake.bad_rows)
            if intake.known_payments is not None:
                explained |= intake.known_payments.explained
        return reports, explained


def _names(files: Sequence[HistoryFile]) -> Iterator[str]:
    """Of two files with one name the rows are told apart."""
    seen: Counter[str] = Counter()
    for file in files:
        seen[file.source.name] += 1
        number = seen[file.source.name]
        yield file.source.name if number == 1 else f"{file.source.name} ({number})"


def _taken(intake: Intake, on_rows: OnRows) -> bool:
    """False for a file that cannot be read at all: it is among the bad rows."""
    try:
        intake.take_in(on_rows)
    except ImportRefused as refused:
        for bad in refused.bad_rows:
            intake.bad_rows.add(bad)
        return False
    return True
