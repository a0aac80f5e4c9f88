"""Imports one file in batches of rows ("helpings"): memory stays flat whatever its length.

What a row says is compared with the book, and the book has the earlier rows of the same file
already. So one look finds what is known, what is in conflict, and what is news.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from billing_core.history import import_refunds
from billing_core.history.cells import BadCell
from billing_core.history.destination import Destination
from billing_core.history.file_kind import FileKind
from billing_core.history.import_cancellations import CancellationRows
from billing_core.history.import_cards import CardRows
from billing_core.history.import_members import MemberRows
from billing_core.history.import_payments import PaymentRows
from billing_core.history.instants import TimeReading
from billing_core.history.keep_refunds import FileRefunds
from billing_core.history.mapping import FileMapping
from billing_core.history.meet_payments import KnownPayments
from billing_core.history.record_kind import Placed, RecordKind
from billing_core.history.refused import BadRows, ImportRefused
from billing_core.history.report import ExcludedRow, FileReport
from billing_core.history.sheet_rows import BrokenFile
from billing_core.history.sort_rows import Sort, sort_row
from billing_core.history.source_file import SourceFile
from billing_core.history.state_words import NEVER_CAME
from billing_core.history.states import StateWatch, must_choose, unanswered
from billing_core.history.table import Table, open_table
from billing_core.rules.file_flaw import BadRow, FileFlaw, FileFlawCode, Origin, file_flaw

ROWS_AT_ONCE = 1_000
ROWS_OF: dict[FileKind, RecordKind[Any]] = {
    FileKind.MEMBERS: MemberRows(),
    FileKind.CARDS: CardRows(),
    FileKind.PAYMENTS: PaymentRows(),
    FileKind.CANCELLATIONS: CancellationRows(),
}
OnRows = Callable[[str, int], None]  # the file's name and how many of its rows are read


@dataclass
class Intake:
    """One file on its way into the book, and what has come of it so far."""

    kind: FileKind
    source: SourceFile
    mapping: FileMapping
    into: Destination
    bad_rows: BadRows
    known_payments: KnownPayments | None = None  # only of a file of payments
    rows_read: int = 0
    rows_new: int = 0
    members_new: int = 0
    won: int = 0
    refunds_seen: bool = False
    refunds_new: int = 0
    refunded_won: int = 0
    excluded: list[ExcludedRow] = field(default_factory=list)
    table: Table = field(init=False)

    def take_in(self, on_rows: OnRows) -> None:
        """Writes every row that is news and names every row that is wrong.

        Raises ImportRefused when the file as a whole cannot be read, or when nobody chose which
        of its rows are payments. Nothing is committed.
        """
        self.table = open_table(self.source, self.kind, self.mapping)
        records = self._records(self.table)
        while helping := list(islice(records, ROWS_AT_ONCE)):
            self._take(helping)
            on_rows(self.source.name, self.rows_read)
        if self.known_payments is not None:
            self.known_payments.keep_answers()

    def take_refunds(self) -> None:
        """Writes the refunds that were seen on the way; a second pass reads the file for them."""
        if not self.refunds_seen:
            return
        refunds = self._refunds(open_table(self.source, self.kind, self.mapping))
        waiting = self.known_payments.pairs.waiting if self.known_payments else ()
        of_file = FileRefunds(self.into, waiting)
        while helping := list(islice(refunds, ROWS_AT_ONCE)):
            kept = of_file.keep(helping)
            self.members_new += kept.members
            self.won += kept.won
            self.refunds_new += len(kept.new)
            self.refunded_won += sum(refund.won for refund in kept.new)
            self.rows_new += sum(refund.own_row for refund in kept.new)
            for line, flaw in kept.bad:
                self._refuse(line, flaw)
            self.excluded += (ExcludedRow(*left_out) for left_out in kept.left_out)

    def _records(self, table: Table) -> Iterator[Placed[Any]]:
        read, reading = ROWS_OF[self.kind].read, self._reading(table)
        nameless = self.into.members.nameless
        payments = StateWatch(table.unread() if self.kind is FileKind.PAYMENTS else ())
        refunds = StateWatch(table.unread(), NEVER_CAME)
        for line, cells, row, sort in self._sorted(table):
            if sort is Sort.REFUND:
                refunds.see(cells)
                self.refunds_seen = True
                self.rows_read += 1
                continue
            payments.see(cells)
            self.refunds_seen = self.refunds_seen or bool(row.get("refunded"))
            try:
                yield line, read(nameless(table.whole(row)), reading)
            except BadCell as bad:
                self.bad_rows.add(table.bad_row(self.source.name, line, bad, cells))
        if columns := unanswered(self.mapping, payments, refunds):  # no sum of theirs means much
            raise ImportRefused([BadRow(self.source.name, 0, must_choose(columns))])

    def _refunds(self, table: Table) -> Iterator[Placed[import_refunds.PastRefund]]:
        reading, nameless = self._reading(table), self.into.members.nameless
        for line, cells, row, sort in self._sorted(table, say=False):
            try:
                if sort is Sort.REFUND:
                    yield line, import_refunds.read_refund_row(nameless(table.whole(row)), reading)
                elif refund := import_refunds.read_refund_columns(
                    nameless(table.whole(row)), reading
                ):
                    yield line, refund
            except BadCell as bad:
                if sort is Sort.REFUND or bad.column in import_refunds.OF_REFUNDS:
                    self.bad_rows.add(table.bad_row(self.source.name, line, bad, cells))

    def _sorted(
        self, table: Table, *, say: bool = True
    ) -> Iterator[tuple[int, list[str], dict[str, str], Sort]]:
        """The rows of payments and refunds, under our names. Not to `say` what is wrong with the
        others: it is said already."""
        place = next(iter(table.places.values()))
        name = table.heading.names[place]
        try:
            for line, cells in table.rows:
                try:
                    row = table.named(cells)
                except BadCell as bad:
                    if say and not table.is_heading(cells):
                        self.bad_rows.add(table.bad_row(self.source.name, line, bad, cells))
                    continue
                if cells[place] == name and table.is_heading(cells):
                    continue
                sort = sort_row(table, row, cells)
                if sort is not Sort.SKIPPED:
                    yield line, cells, row, sort
        except BrokenFile as broken:
            if say:
                self._refuse(broken.line, broken.flaw)

    def _reading(self, table: Table) -> TimeReading:
        zone, formats = self.mapping.zone, self.mapping.date_formats
        return TimeReading(self.into.now, zone, formats, table.zones())

    def _take(self, helping: list[Placed[Any]]) -> None:
        rows = ROWS_OF[self.kind]
        if self.known_payments is not None:
            helping = self._meet(self.known_payments, helping)
        known = rows.known(self.into.session, [record[0] for _, record in helping])
        new: dict[str, Placed[Any]] = {}
        for line, record in helping:
            number, said = record[0], record[: rows.compared]
            if number in known:
                if known[number] != said:
                    self._refuse_other(line, number, rows.origin(self.into.session, number))
            elif number not in new:
                new[number] = (line, record)
            elif new[number][1][: rows.compared] != said:
                self._refuse_other(line, number, Origin(line=new[number][0]))
            if why := rows.left_out(record):
                self.excluded.append(ExcludedRow(line, number, why))
        self.rows_read += len(helping)
        if new:
            added = rows.add(self.into, list(new.values()))
            self.rows_new += len(new)
            self.members_new += added.members
            for alike in self.into.members.newly_alike():
                self._refuse(alike.line, alike.flaw)
            self.won += added.won

    def _meet(self, known: KnownPayments, helping: list[Placed[Any]]) -> list[Placed[Any]]:
        """What the book has under any name is dealt with; gives back the others."""
        met = known.meet(helping)
        self.rows_read += len(helping) - len(met.rest)
        self.rows_new += met.named
        self.members_new += met.members
        self.won += met.won
        for line, flaw in met.refused:
            self._refuse(line, flaw)
        left = {line for line, _ in met.rest}
        for line, record in helping:
            if line not in left and (why := ROWS_OF[self.kind].left_out(record)):
                self.excluded.append(ExcludedRow(line, record[0], why))
        return met.rest

    def _refuse_other(self, line: int, number: str, where: Origin) -> None:
        says = FileFlawCode.SAYS_OTHERWISE
        self._refuse(line, file_flaw(says, number=number, where=where))

    def _refuse(self, line: int, flaw: FileFlaw) -> None:
        self.bad_rows.add(BadRow(self.source.name, line, flaw))

    def report(self) -> FileReport:
        return FileReport(
            kind=self.kind,
            file_name=self.source.name,
            sha256=self.source.sha256(),
            form=self.table.form,
            rows_read=self.rows_read,
            rows_new=self.rows_new,
            members_new=self.members_new,
            won=self.won,
            refunds_new=self.refunds_new,
            refunded_won=self.refunded_won,
            excluded=tuple(self.excluded),
            skipped=tuple(self.table.skipped.items()),
            cards_masked=self.table.masked.total(),
        )
