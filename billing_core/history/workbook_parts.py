"""The parts of an XLSX file, unpacked within limits before any parser sees them.

A zip may say that it is small and be large, or be read in two ways by two programs. So what was
counted here is packed anew, and whatever reads the workbook gets that and nothing else.
"""

import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from billing_core.history.limits import (
    MOST_BYTES_UNPACKED,
    MOST_MEGABYTES_UNPACKED,
    MOST_PARTS,
)
from billing_core.history.source_file import OpenFile
from billing_core.rules.file_flaw import FileFlawCode, FlawFact

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHARED_TEXTS, STYLES = "xl/sharedstrings.xml", "xl/styles.xml"
OF_THE_BOOK = ("[content_types].xml", "_rels/.rels", BOOK, RELATIONS, STYLES, SHARED_TEXTS)
BROKEN = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
_READ_AT_ONCE = 1 << 20
Attributes = dict[str, str]


class UnusableWorkbook(Exception):
    """Why it cannot be read; by itself, that it is no XLSX file or a broken one."""

    def __init__(self, code: FileFlawCode = FileFlawCode.BROKEN_EXCEL, **facts: FlawFact) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class WorkbookParts:
    """Parts are called by their path in small letters; a part is unpacked when it is asked for."""

    def __init__(self, archive: ZipFile) -> None:
        """Raises UnusableWorkbook for a zip that says of itself that it is too large."""
        infos = archive.infolist()
        if len(infos) > MOST_PARTS or sum(each.file_size for each in infos) > MOST_BYTES_UNPACKED:
            most = MOST_MEGABYTES_UNPACKED
            raise UnusableWorkbook(FileFlawCode.UNPACKED_TOO_LARGE, most=most, parts=MOST_PARTS)
        self._archive = archive
        self._unpacked: dict[str, bytes] = {}
        self._infos = {each.filename.replace("\\", "/").lower(): each for each in infos}
        if len(self._infos) < len(infos):  # which of two is meant, two programs may see otherwise
            raise UnusableWorkbook

    def part(self, path: str) -> bytes:
        """Nothing where there is none."""
        if path not in self._infos:
            return b""
        if path not in self._unpacked:
            content = b"".join(self._pieces(self._infos[path]))
            if b"<!DOCTYPE" in content:  # no program writes one: it is there to swell
                raise UnusableWorkbook
            self._unpacked[path] = content
        return self._unpacked[path]

    def _pieces(self, info: ZipInfo) -> Iterator[bytes]:
        """A megabyte at a time, and no more than the zip says and its checksum holds for: a larger
        piece would be unpacked whole before anybody counts it, as other methods than these are."""
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnusableWorkbook
        with self._archive.open(info) as packed:
            while piece := packed.read(_READ_AT_ONCE):
                yield piece

    def packed_anew(self, paths: Iterable[str]) -> bytes:
        """A workbook of these parts alone."""
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for path in filter(self._infos.__contains__, paths):
                archive.writestr(self._infos[path].filename, self.part(path))
        return out.getvalue()

    def sheet_path(self, sheet: str) -> str:
        """Of the sheet with this name. Raises UnusableWorkbook unless there is exactly one."""
        named = [each for each in elements(self.part(BOOK), "sheet") if each.get("name") == sheet]
        ids = [value for each in named for name, value in each.items() if _local(name) == "id"]
        relations = elements(self.part(RELATIONS), "Relationship")
        targets = [each.get("Target", "") for each in relations if [each.get("Id")] == ids]
        if len(targets) != 1:
            raise UnusableWorkbook
        within = "" if targets[0].startswith(("/xl/", "xl/")) else "xl/"
        return f"{within}{targets[0].removeprefix('/')}".replace("\\", "/").lower()


@contextmanager
def workbook_parts(raw: OpenFile) -> Iterator[WorkbookParts]:
    """Raises UnusableWorkbook, also for what is found while the parts are read."""
    try:
        with ZipFile(raw) as archive:
            yield WorkbookParts(archive)
    except (*BROKEN, expat.ExpatError) as error:
        raise UnusableWorkbook from error


def elements(xml: bytes, called: str) -> list[Attributes]:
    """The attributes of all elements with this name, whatever stands before its colon."""
    found: list[Attributes] = []

    def begins(name: str, attributes: Attributes) -> None:
        if _local(name) == called:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parser.Parse(xml, True)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]
