"""The commands that import and export files, as the terminal tells it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO

from billing_core.cli.answers import Say, moment, opened
from billing_core.cli.typist import typist
from billing_core.export.bundle import ExportProgress, export_months, months_of_year
from billing_core.export.monthly_file import FileFormat
from billing_core.forgetting.known_again import forgotten_ids
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import PLAIN, BadMapping, HistoryMapping, read_mapping
from billing_core.history.report import FileReport
from billing_core.history.source_file import SourceFile
from billing_core.owner_only import make_folder, opener
from billing_core.reconcile.import_gateway import GatewayProgress, import_gateway
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, kst_instant
from billing_core.rules.file_flaw import FileFlawCode
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.same_payment import SamePayments
from billing_core.wording.exclusions import exclusion_said
from billing_core.wording.file_flaws import FORMS, bad_row_of_file_said
from billing_core.wording.languages import KOREAN
from billing_core.wording.pairs import pair_said

YEAR_DIGITS = 4


@dataclass(frozen=True)
class ChosenRows:
    """Which rows of a payments file are payments and refunds, as `column=value,value`."""

    only: tuple[str, ...] = ()
    refunds: tuple[str, ...] = ()
    every_row: bool = False

    def beside(self, mapping: HistoryMapping) -> HistoryMapping:
        """The mapping with these rows: what was typed takes precedence over what it says."""
        if self == ChosenRows():
            return mapping
        payments = mapping.get(FileKind.PAYMENTS, PLAIN)
        chosen = replace(
            payments,
            only=_values("--only", self.only) or payments.only,
            refunds=_values("--refunds", self.refunds) or payments.refunds,
            every_row=self.every_row or payments.every_row,
        )
        return {**mapping, FileKind.PAYMENTS: chosen}


def _values(option: str, typed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for each in typed:
        column, equals, values = each.partition("=")
        if not column.strip() or not equals:
            raise Refusal(RefusalCode.BAD_CHOICE, option=option, typed=each)
        chosen[column.strip()] = tuple(value.strip() for value in values.split(","))
    return chosen


def import_files(
    paths: Mapping[FileKind, Path | None],
    mapping: Path | None,
    chosen: ChosenRows,
    *,
    dry_run: bool,
    same_payments: SamePayments | None,
    say: Say,
) -> bool:
    """Imports files. False when a dry run found bad rows or unclear pairs. Otherwise raises
    ImportRefused, SamePaymentsUnclear or BadMapping."""
    files = {kind: SourceFile.at(path) for kind, path in paths.items() if path}
    if not files:
        raise Refusal(RefusalCode.NO_FILE)
    columns = chosen.beside(read_mapping(_text_of(mapping)) if mapping else {})
    dry = " --dry-run" if dry_run else ""
    with opened(f"import{dry}") as system:
        report = import_history(
            system.database,
            files,
            typist(),
            system.clock.now(),
            mapping=columns,
            dry_run=dry_run,
            same_payments=same_payments,
            forgotten=lambda session: forgotten_ids(session, system.settings),
        )
    if dry_run:
        say("미리 보기입니다. 아무것도 바꾸지 않았습니다. · A dry run: nothing was changed.")
    for file in report.files:
        _say_file(file, say, dry_run=dry_run)
    if report.bad_count:
        say(f"고쳐야 할 {report.bad_count:,}행 · rows to put right:")
    for bad in report.bad_rows:
        say(f"  {bad_row_of_file_said(bad)}")
    if report.same_count:
        say(f"같은 결제로 보입니다 {report.same_count:,}건 · may be the same payments:")
    for pair in report.same_as:
        say(f"  {pair_said(pair)}")
    return not report.bad_count and not report.same_count


def _text_of(mapping: Path) -> str:
    try:
        return mapping.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadMapping(FileFlawCode.MAPPING_NOT_UTF_8) from None


def _say_file(file: FileReport, say: Say, *, dry_run: bool) -> None:
    came = "가져올 수 있습니다" if dry_run else "가져왔습니다"
    say(
        f"{file.file_name}({FORMS[file.form][KOREAN]}): {file.rows_read:,}행을 읽어 {file.rows_new:,}행을 새로 "
        f"{came}(이미 있던 행 {file.rows_known:,}, 새 회원 {file.members_new:,}명, "
        f"{file.won:,}원). · {file.rows_new:,} of {file.rows_read:,} rows are new."
    )
    if file.refunds_new:
        say(f"  환불 {file.refunds_new:,}건, {file.refunded_won:,}원 · refunds")
    for value, count in file.skipped:
        say(f"  매핑에서 뺀 {count:,}행 · left out by the mapping: {value}")
    if file.cards_masked:
        say(f"  카드번호를 가린 {file.cards_masked:,}칸 · cells with a card number that was masked")
    if file.excluded:
        say(f"집계에서 뺀 {len(file.excluded):,}행 · excluded, never counted:")
    for row in file.excluded:
        say(f"  {row.line}행 {row.subject}: {exclusion_said(row.why)}")


def import_from_gateway(since: str, say: Say, same_payments: SamePayments | None = None) -> None:
    """Imports from the day `since` in Seoul. Raises GatewayError; months said before it are in."""
    try:
        first = kst_instant(date.fromisoformat(since))
    except (ValueError, OverflowError):
        raise Refusal(RefusalCode.BAD_DAY, since=since) from None

    def tell(done: GatewayProgress) -> None:
        say(
            f"{moment(done.since)} ~ {moment(done.until)}: 결제 {done.read:,}건 중 {done.news:,}건을 "
            f"새로 반영했습니다. · {done.news:,} of {done.read:,} payments were news."
        )

    with opened(f"import-gateway {since}") as system:
        import_gateway(system, first, same_payments=same_payments, on_progress=tell)


def export_files(period: str, folder: Path, *, xlsx: bool, say: Say) -> None:
    """Exports into a zip, which gets its final name only when it is whole (atomic rename)."""
    formats = tuple(FileFormat) if xlsx else (FileFormat.CSV,)

    def tell(progress: ExportProgress) -> None:
        if not progress.rows:
            say(f"{progress.files_done + 1}/{progress.files} {progress.file_name}")

    with opened(f"export {period}") as system:
        as_of = AsOf(system.clock.now(), system.settings.grace_days)
        months = _months(period, as_of)
        whole_year = len(period) == YEAR_DIGITS
        path = folder / f"결제데스크_{months[0].year if whole_year else months[0]}.zip"
        make_folder(folder)
        with _unfinished(path) as out, system.database.reading() as session:
            files = export_months(out, session, months, as_of, formats=formats, on_progress=tell)
    say(
        f"{path}: 파일 {len(files):,}개, {sum(file.rows for file in files):,}행 · {len(files)} files"
    )


@contextmanager
def _unfinished(path: Path) -> Iterator[IO[bytes]]:
    """Takes its place only when it is whole; of one that was stopped half-way nothing stays."""
    beside = path.with_suffix(".unfinished")
    try:
        with open(beside, "wb", opener=opener) as out:
            yield out
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _months(period: str, as_of: AsOf) -> list[Month]:
    """At least one. Refuses what is no period, and one that has not begun."""
    try:
        first = Month.parse(f"{period}-01" if len(period) == YEAR_DIGITS else period)
    except ValueError:
        raise Refusal(RefusalCode.BAD_PERIOD, period=period) from None
    if first > Month.of(as_of.now):
        raise Refusal(RefusalCode.PERIOD_TO_COME, period=period)
    return months_of_year(first.year, as_of) if len(period) == YEAR_DIGITS else [first]
