"""Which cells of a sheet show an error of Excel's: `#N/A`, `#REF!`. Whatever reads the sheet
gives nothing for them, and an empty cell would say something else."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from zipfile import ZipFile

from billing_core.history.far_cells import BROKEN, column_number

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).){0,9000}?<(?:\w+:)?v>(\#[^<]{1,40})</""",
    re.DOTALL,
)
_READ_AT_ONCE = 1 << 20
_LONGEST_CELL = 10_000

ErrorCells = Mapping[tuple[int, int], str]  # row and column, from 1


def error_cells(raw: io.BufferedReader | io.BytesIO, sheet: str) -> ErrorCells:
    """Of the sheet with this name; none of a file that is broken, which others say."""
    try:
        with ZipFile(raw) as archive:
            path = _path(archive, sheet)
            return dict(_errors(archive, path)) if path else {}
    except (*BROKEN, KeyError):
        return {}


def _path(archive: ZipFile, sheet: str) -> str:
    book = archive.read("xl/workbook.xml").decode()
    relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    named = (_attributes(tag) for tag in _SHEET.findall(book))
    number = next((each.get("r:id") for each in named if each.get("name") == sheet), None)
    targets = {each.get("Id"): each for each in map(_attributes, _RELATIONSHIP.findall(relations))}
    target = targets.get(number, {}).get("Target", "")
    return target.removeprefix("/") if target.startswith("/xl/") else target and f"xl/{target}"


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(one or two) for name, one, two in _ATTRIBUTE.findall(tag)}


def _errors(archive: ZipFile, path: str) -> Iterator[tuple[tuple[int, int], str]]:
    with archive.open(path) as xml:
        rest = b""
        while helping := xml.read(_READ_AT_ONCE):
            text = rest + helping
            for column, row, shown in _ERROR.findall(text):
                yield (int(row), column_number(column)), html.unescape(shown.decode())
            rest = text[-_LONGEST_CELL:]
