"""Which encoding a text file is in, decided by all of its bytes and said to the person.

Korean Excel saves CSV as CP949 unless told otherwise, as UTF-8 with a mark (BOM) when told,
and "Unicode text" as UTF-16. Other programs write UTF-8 without a mark.
"""

from __future__ import annotations

import codecs
from enum import Enum

from billing_core.history.refused import BadRow, ImportRefused
from billing_core.history.source_file import OpenFile

NAMED_LINES = 1_000
# Two bytes of CP949 can be a letter of UTF-8 by chance; three in a row as a Korean one hardly.
THREE_BYTES = 0xE0


class Encoding(Enum):
    """Python's name of the codec, and what a person is told."""

    UTF_8 = ("utf-8", "UTF-8")
    UTF_8_MARKED = ("utf-8-sig", "UTF-8(BOM)")
    UTF_16 = ("utf-16", "UTF-16(엑셀 유니코드 텍스트)")
    CP949 = ("cp949", "CP949(한글 엑셀)")

    @property
    def codec(self) -> str:
        return self.value[0]

    @property
    def label(self) -> str:
        return self.value[1]


def find_encoding(raw: OpenFile, file_name: str) -> Encoding:
    """Reads `raw` to its end. Raises ImportRefused naming the lines of a file that is a mix."""
    head = raw.read(3)
    raw.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding.UTF_16
    utf_8, cp949, neither = _lines_by_encoding(raw)
    if neither or (utf_8 and cp949):
        fewer = min((utf_8, cp949), key=len)
        raise ImportRefused([_stranger(file_name, line) for line in sorted({*neither, *fewer})])
    if cp949:
        return Encoding.CP949
    return Encoding.UTF_8_MARKED if head == codecs.BOM_UTF8 else Encoding.UTF_8


def _lines_by_encoding(raw: OpenFile) -> tuple[list[int], list[int], list[int]]:
    """Lines that are surely UTF-8, those that can only be CP949, and those that are neither."""
    utf_8: list[int] = []
    cp949: list[int] = []
    neither: list[int] = []
    for number, line in enumerate(raw, start=1):
        if line.isascii():
            continue
        if _is(line, "utf-8"):
            found = utf_8 if max(line) >= THREE_BYTES else None
        else:
            found = cp949 if _is(line, "cp949") else neither
        if found is not None and len(found) < NAMED_LINES:
            found.append(number)
    return utf_8, cp949, neither


def _is(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _stranger(file_name: str, line: int) -> BadRow:
    why = (
        "이 행의 글자가 파일의 다른 행과 다른 방식(UTF-8과 CP949)으로 저장되어 있습니다. "
        "엑셀에서 열어 글자를 확인하고 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요"
    )
    return BadRow(file_name, line, why)
