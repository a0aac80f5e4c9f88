"""The mapping of a foreign file: which of its columns is which of ours, and how it is written.

Written as TOML, read once, then frozen:

    time_zone = "Asia/Seoul"

    [payments.columns]
    imp_uid = "거래번호"
    amount = "결제금액"

    paid_at = ["승인일자", "승인시간"]

    [payments.only]
    "상태" = ["결제완료"]

    [payments.refunds]
    "상태" = ["환불완료"]
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from billing_core.history.file_kind import FileKind
from billing_core.rules.file_flaw import FileFlawCode, FlawFact, file_flaw
from billing_core.rules.refusal import Refusal, RefusalCode

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_UNSEEN = re.compile(
    "[\u00a0\u00ad\u034f\u061c\u1100-\u11ff\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff]"
)
KEYS = (
    "columns",
    "only",
    "refunds",
    "every_row",
    "same_members",
    "other_members",
    "time_zone",
    "date_formats",
    "sheet",
)
FOR_ALL_FILES = ("time_zone", "same_members", "other_members")
Theirs = str | tuple[str, ...]
Values = Mapping[str, tuple[str, ...]]


class BadMapping(Refusal):
    """The mapping cannot be used; no file was read."""

    def __init__(self, code: FileFlawCode, **facts: FlawFact) -> None:
        super().__init__(RefusalCode.BAD_MAPPING, flaw=file_flaw(code, **facts))


@dataclass(frozen=True)
class FileMapping:
    """How one file is read. `columns`: ours → theirs; one that is not named stands under our own
    name. A day and a time in two columns are both named.

    `only`: of their column only rows with one of these values are history, the others are
    skipped. `refunds`: rows with one of these values are refunds of a payment. `every_row`: a
    person said that each row is a payment, whatever its states say. `same_members`: an id of the
    file → the id of the member it is; `other_members`: ids that are members of their own,
    although they look like others. `time_zone` for times without an offset; `date_formats` as
    strptime has them.
    """

    columns: Mapping[str, Theirs] = field(default_factory=dict)
    only: Values = field(default_factory=dict)
    refunds: Values = field(default_factory=dict)
    every_row: bool = False
    same_members: Mapping[str, str] = field(default_factory=dict)
    other_members: tuple[str, ...] = ()
    time_zone: str = ""
    date_formats: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def theirs(self, column: str) -> tuple[str, ...]:
        """Their name of our column, or the two of a day and its time."""
        named = self.columns.get(column, column)
        return (named,) if isinstance(named, str) else named


PLAIN = FileMapping()
HistoryMapping = Mapping[FileKind, FileMapping]


def read_mapping(text: str) -> HistoryMapping:
    """Parses a mapping from TOML. Raises BadMapping saying what is wrong and where."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(FileFlawCode.MAPPING_NOT_TOML, error=str(error)) from None
    for_all = {key: raw.pop(key) for key in FOR_ALL_FILES if key in raw}
    unknown = set(raw) - {str(kind) for kind in FileKind}
    if unknown:
        raise BadMapping(FileFlawCode.MAPPING_UNKNOWN, names=tuple(sorted(unknown)))
    return {kind: _file_mapping(kind, raw.get(str(kind), {}), for_all) for kind in FileKind}


def write_mapping(mapping: HistoryMapping) -> str:
    """The TOML that reads back as this mapping."""
    return "\n".join(
        line for kind, file in mapping.items() if file != PLAIN for line in _lines(kind, file)
    )


def _file_mapping(kind: FileKind, raw: Any, for_all: dict[str, Any]) -> FileMapping:
    own = _table(raw, str(kind))
    if unknown := set(own) - set(KEYS):
        raise BadMapping(
            FileFlawCode.MAPPING_UNKNOWN_OF_KIND, kind=kind, names=tuple(sorted(unknown))
        )
    table = for_all | own
    columns = _table(table.get("columns", {}), f"{kind}.columns")
    if unknown := set(columns) - set(kind.columns):
        raise BadMapping(
            FileFlawCode.MAPPING_NOT_OUR_COLUMN, kind=kind, names=tuple(sorted(unknown))
        )
    same = _table(table.get("same_members", {}), "same_members")
    return FileMapping(
        columns={ours: _theirs(kind, ours, theirs) for ours, theirs in columns.items()},
        only=_values(table, f"{kind}.only"),
        refunds=_values(table, f"{kind}.refunds"),
        every_row=_yes(table.get("every_row", False), "every_row"),
        same_members={theirs: _text(ours, theirs) for theirs, ours in same.items()},
        other_members=_texts(table.get("other_members", []), "other_members"),
        time_zone=_zone(_text(table.get("time_zone", ""), "time_zone")),
        date_formats=_texts(table.get("date_formats", []), "date_formats"),
        sheet=_text(table.get("sheet", ""), "sheet"),
    )


def _theirs(kind: FileKind, ours: str, theirs: object) -> Theirs:
    if not isinstance(theirs, list):
        return _text(theirs, ours)
    if ours not in kind.instants or len(theirs) != 2:
        raise BadMapping(FileFlawCode.MAPPING_NOT_TWO_COLUMNS, column=ours)
    return _texts(theirs, ours)


def _values(table: dict[str, Any], name: str) -> Values:
    values = _table(table.get(name.rpartition(".")[2], {}), name)
    return {theirs: _texts(some, theirs) for theirs, some in values.items()}


def _yes(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadMapping(FileFlawCode.MAPPING_NOT_YES_OR_NO, name=name)
    return value


def _zone(name: str) -> str:
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(FileFlawCode.MAPPING_UNKNOWN_ZONE, zone=name) from None


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping(FileFlawCode.MAPPING_NO_TABLE, name=name)
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadMapping(FileFlawCode.MAPPING_NO_TEXT, name=name)
    return value


def _texts(values: object, name: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise BadMapping(FileFlawCode.MAPPING_NO_LIST, name=name)
    return tuple(_text(value, name) for value in values)


def _lines(kind: FileKind, file: FileMapping) -> list[str]:
    lines = [f"[{kind}]"]
    lines += [f"time_zone = {_quoted(file.time_zone)}"] if file.time_zone else []
    lines += [f"date_formats = {_list(file.date_formats)}"] if file.date_formats else []
    lines += [f"sheet = {_quoted(file.sheet)}"] if file.sheet else []
    lines += ["every_row = true"] if file.every_row else []
    lines += [f"other_members = {_list(file.other_members)}"] if file.other_members else []
    tables = ("columns", "only", "refunds", "same_members")
    for name, table in zip(tables, (file.columns, *_tables(file)), strict=True):
        if table or name == "columns":
            lines += ["", f"[{kind}.{name}]"]
            lines += [f"{_name(key)} = {_value(value)}" for key, value in table.items()]
    return [*lines, ""]


def _tables(file: FileMapping) -> tuple[Mapping[str, Theirs], ...]:
    return (file.only, file.refunds, file.same_members)


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Theirs) -> str:
    return _quoted(value) if isinstance(value, str) else _list(value)


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _quoted(text: str) -> str:
    """A TOML basic string; what JSON escapes, TOML escapes the same way. What nobody can see is
    written as its number, so that two ids can be told apart."""
    written = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return _UNSEEN.sub(lambda found: f"\\U{ord(found[0]):08x}", written)
