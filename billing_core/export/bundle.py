"""Exports a year, or any months, as one zip: every file and its manifest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from billing_core.closing.closed_month import closed_months
from billing_core.export import manifest
from billing_core.export.closed_record import closed_record_name, write_closed_record
from billing_core.export.monthly_file import FileFormat, write_file
from billing_core.export.seoul_clock import seoul_time
from billing_core.export.sheets import ExportKind
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between


@dataclass(frozen=True)
class ExportProgress:
    """How far it is: `rows` of the file being written, number `files_done` + 1 of `files`."""

    file_name: str
    files_done: int
    files: int
    rows: int


OnProgress = Callable[[ExportProgress], None]


def export_year(
    out: IO[bytes],
    session: Session,
    year: int,
    as_of: AsOf,
    *,
    formats: Sequence[FileFormat] = (FileFormat.CSV,),
    on_progress: OnProgress = lambda _progress: None,
) -> list[manifest.FileFacts]:
    """Exports every kind of file of every month of the year that has begun; see `export_months`."""
    months = months_of_year(year, as_of)
    return export_months(out, session, months, as_of, formats=formats, on_progress=on_progress)


def months_of_year(year: int, as_of: AsOf) -> list[Month]:
    """The months of the year that have begun; none of a year to come."""
    return months_between(Month(year, 1), min(Month(year, 12), Month.of(as_of.now)))


def export_months(
    out: IO[bytes],
    session: Session,
    months: Sequence[Month],
    as_of: AsOf,
    *,
    kinds: Sequence[ExportKind] = tuple(ExportKind),
    formats: Sequence[FileFormat] = (FileFormat.CSV,),
    on_progress: OnProgress = lambda _progress: None,
) -> list[manifest.FileFacts]:
    """Writes a zip to `out`, file by file and row by row; returns its manifest. Of each month
    that is closed it holds the frozen record too.

    One reading session sees one moment, so the files of a zip agree with each other.
    """
    wanted = [(month, kind, form) for month in months for kind in kinds for form in formats]
    closed = [each for each in closed_months(session) if each.month in months]
    in_all = len(wanted) + len(closed)
    files: list[manifest.FileFacts] = []
    with ZipFile(out, "w") as archive:
        for month, kind, form in wanted:
            name = f"{month}/{kind}_{month}.{form}"
            say = partial(_say, on_progress, name, len(files), in_all)
            say(0)
            with archive.open(_entry(name, as_of, packed=form is FileFormat.XLSX), "w") as member:
                facts = write_file(
                    member, session, kind, month, as_of, file_format=form, on_rows=say
                )
            files.append(replace(facts, name=name))
        for each in sorted(closed, key=lambda one: one.month):
            name = f"{each.month}/{closed_record_name(each.month)}"
            _say(on_progress, name, len(files), in_all, 0)
            with archive.open(_entry(name, as_of), "w") as member:
                facts = write_closed_record(member, session, each)
            files.append(replace(facts, name=name))
        _add_manifest(archive, files, as_of)
    return files


def _say(on_progress: OnProgress, name: str, done: int, files: int, rows: int) -> None:
    on_progress(ExportProgress(name, done, files, rows))


def _add_manifest(archive: ZipFile, files: Sequence[manifest.FileFacts], as_of: AsOf) -> None:
    with archive.open(_entry(manifest.CSV_NAME, as_of), "w") as member:
        manifest.write_manifest_csv(member, files)
    with archive.open(_entry(manifest.JSON_NAME, as_of), "w") as member:
        manifest.write_manifest_json(member, files)


def _entry(name: str, as_of: AsOf, *, packed: bool = False) -> ZipInfo:
    """Dated with the 기준시각, so the same facts make the same zip."""
    entry = ZipInfo(name, seoul_time(as_of.now).timetuple()[:6])
    entry.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    return entry
