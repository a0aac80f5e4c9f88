"""Detects which encoding a text file is in, by all of its bytes, and says so to the person.

Korean Excel saves CSV as CP949 unless told otherwise, as UTF-8 with a mark (BOM) when told,
and "Unicode text" as UTF-16. Other programs write UTF-8 without a mark.
"""

import codecs
import os
import re

from billing_core.history.refused import ImportRefused, unreadable
from billing_core.history.source_file import OpenFile
from billing_core.rules.file_flaw import BadRow, FileFlawCode, file_flaw
from billing_core.rules.file_form import FileForm

NAMED_LINES = 1_000
READ_AT_ONCE = 64 * 1024
BEGINNING = 1_024  # bytes, enough to see that something is no text
MARKS_OF_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What shops call "엑셀 다운로드" is often a table of a web page with the name of a spreadsheet.
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|style|table|\?xml)", re.I)
# Two bytes of CP949 can be a letter of UTF-8 by chance; three in a row as a Korean one hardly.
THREE_BYTES = 0xE0
FIRST_OF_TWO = range(0xD8, 0xDC)  # the high byte of half a letter of UTF-16


def find_encoding(raw: OpenFile, file_name: str) -> FileForm:
    """The encoding; reads `raw` to its end. Raises ImportRefused naming the lines of a mix."""
    head = raw.read(BEGINNING)
    raw.seek(0)
    _require_text(head, file_name)
    if head.startswith(MARKS_OF_UTF_16):
        _require_whole_utf_16(raw, file_name)
        return FileForm.UTF_16
    if _is_utf_8(raw):
        return FileForm.UTF_8_MARKED if head.startswith(codecs.BOM_UTF8) else FileForm.UTF_8
    raw.seek(0)
    utf_8, cp949, neither = _lines_by_encoding(raw, file_name)
    if neither and 0 in head:
        raise unreadable(file_name, FileFlawCode.NO_TEXT)
    if neither or (utf_8 and cp949):
        fewer = min((utf_8, cp949), key=len)
        raise ImportRefused([_stranger(file_name, line) for line in sorted({*neither, *fewer})])
    return FileForm.CP949


def _require_text(head: bytes, file_name: str) -> None:
    if not head:
        raise unreadable(file_name, FileFlawCode.EMPTY_FILE)
    if _WEB_PAGE.match(head):
        raise unreadable(file_name, FileFlawCode.WEB_PAGE)
    unmarked = 0 in head[:4] and not head.startswith(MARKS_OF_UTF_16)
    if unmarked or head.startswith(MARKS_OF_UTF_32):
        raise unreadable(file_name, FileFlawCode.NO_TEXT)


def _require_whole_utf_16(raw: OpenFile, file_name: str) -> None:
    """Two bytes a letter, or two pairs of them, of which the first says so. Elsewhere than at its
    end such a file is read as far as it goes."""
    odd = raw.seek(0, os.SEEK_END) % 2
    raw.seek(-2, os.SEEK_END)
    last = raw.read(2)
    raw.seek(0)
    high = last[1 if raw.read(2) == codecs.BOM_UTF16_LE else 0]
    if odd or high in FIRST_OF_TWO:
        raw.seek(0)
        lines = raw.read().decode(FileForm.UTF_16, errors="ignore").count("\n")
        raise ImportRefused([_cut_off(file_name, lines + 1)])


def _is_utf_8(raw: OpenFile) -> bool:
    """Whether all of it is, as of most files; only the others are looked at line by line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while some := raw.read(READ_AT_ONCE):
            decoder.decode(some)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_by_encoding(raw: OpenFile, file_name: str) -> tuple[list[int], list[int], list[int]]:
    """Lines that are surely UTF-8, those that can only be CP949, and those that are neither.

    Raises ImportRefused for a file whose last letter is not whole."""
    utf_8: list[int] = []
    cp949: list[int] = []
    neither: list[int] = []
    number, line = 0, b""
    for number, line in enumerate(raw, start=1):
        if line.isascii():
            continue
        if _is(line, "utf-8"):
            found = utf_8 if max(line) >= THREE_BYTES else None
        else:
            found = cp949 if _is(line, "cp949") else neither
        if found is not None and len(found) < NAMED_LINES:
            found.append(number)
    readable = not {*neither} - {number}
    others = (bool({*utf_8} - {number}), bool({*cp949} - {number}))
    if readable and _ends_within_a_letter(line, *others):
        raise ImportRefused([_cut_off(file_name, number)])
    return utf_8, cp949, neither


def _ends_within_a_letter(last: bytes, utf_8: bool, cp949: bool) -> bool:
    """Of a file whose other lines are in one of the two; in neither when they are plain ASCII."""
    if _begins(last, "utf-8") and (utf_8 or (not cp949 and not _is(last, "cp949"))):
        return True
    return not utf_8 and not _is(last, "utf-8") and _begins(last, "cp949")


def _begins(line: bytes, codec: str) -> bool:
    """It is text of that codec but for its last letter, of which bytes are missing."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        decoder.decode(line)
    except UnicodeDecodeError:
        return False
    return not _is(line, codec)


def _cut_off(file_name: str, line: int) -> BadRow:
    return BadRow(file_name, line, file_flaw(FileFlawCode.CUT_OFF))


def _is(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _stranger(file_name: str, line: int) -> BadRow:
    return BadRow(file_name, line, file_flaw(FileFlawCode.OTHER_ENCODING))
