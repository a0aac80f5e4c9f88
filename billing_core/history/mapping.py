"""Other people's files: which of their columns is which of ours, and how they write.

Written as TOML, read once, then frozen:

    time_zone = "Asia/Seoul"

    [payments.columns]
    imp_uid = "거래번호"
    amount = "결제금액"

    [payments.only]
    "상태" = ["결제완료"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from billing_core.history.file_kind import FileKind
from billing_core.rules.refusal import Refusal

KEYS = ("columns", "only", "time_zone", "date_formats", "sheet")


class BadMapping(Refusal):
    """The mapping cannot be used; no file was read."""

    def __init__(self, what: str) -> None:
        super().__init__("bad_mapping", f"매핑 파일을 고쳐 주세요: {what}")


@dataclass(frozen=True)
class FileMapping:
    """`columns`: ours → theirs; one that is not named stands under our own name.

    `only`: of their column only rows with one of these values are history, the others are
    skipped. `time_zone` for times without an offset; `date_formats` as strptime has them.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    time_zone: str = ""
    date_formats: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def theirs(self, column: str) -> str:
        return self.columns.get(column, column)


PLAIN = FileMapping()
HistoryMapping = Mapping[FileKind, FileMapping]


def read_mapping(text: str) -> HistoryMapping:
    """Raises BadMapping saying what is wrong and where."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"TOML로 읽을 수 없습니다({error})") from None
    time_zone = _text(raw.pop("time_zone", ""), "time_zone")
    unknown = set(raw) - {str(kind) for kind in FileKind}
    if unknown:
        raise BadMapping(f"모르는 항목입니다: {', '.join(sorted(unknown))}")
    return {kind: _file_mapping(kind, raw.get(str(kind), {}), time_zone) for kind in FileKind}


def write_mapping(mapping: HistoryMapping) -> str:
    """The TOML that reads back as this mapping."""
    return "\n".join(
        line for kind, file in mapping.items() if file != PLAIN for line in _lines(kind, file)
    )


def _file_mapping(kind: FileKind, raw: Any, time_zone: str) -> FileMapping:
    table = _table(raw, str(kind))
    if unknown := set(table) - set(KEYS):
        raise BadMapping(f"[{kind}]에서 모르는 항목입니다: {', '.join(sorted(unknown))}")
    columns = _table(table.get("columns", {}), f"{kind}.columns")
    if unknown := set(columns) - set(kind.columns):
        raise BadMapping(f"[{kind}.columns]에 우리 열이 아닌 이름: {', '.join(sorted(unknown))}")
    only = _table(table.get("only", {}), f"{kind}.only")
    return FileMapping(
        columns={ours: _text(theirs, ours) for ours, theirs in columns.items()},
        only={theirs: _texts(values, theirs) for theirs, values in only.items()},
        time_zone=_zone(_text(table.get("time_zone", time_zone), "time_zone")),
        date_formats=_texts(table.get("date_formats", []), "date_formats"),
        sheet=_text(table.get("sheet", ""), "sheet"),
    )


def _zone(name: str) -> str:
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(f"모르는 시간대입니다: {name}(예: Asia/Seoul)") from None


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping(f"[{name}]은 표여야 합니다")
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadMapping(f"{name}은 따옴표 안의 글자여야 합니다")
    return value


def _texts(values: object, name: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise BadMapping(f'{name}은 ["…", "…"] 꼴이어야 합니다')
    return tuple(_text(value, name) for value in values)


def _lines(kind: FileKind, file: FileMapping) -> list[str]:
    lines = [f"[{kind}]"]
    lines += [f"time_zone = {_quoted(file.time_zone)}"] if file.time_zone else []
    lines += [f"date_formats = {_list(file.date_formats)}"] if file.date_formats else []
    lines += [f"sheet = {_quoted(file.sheet)}"] if file.sheet else []
    lines += ["", f"[{kind}.columns]"]
    lines += [f"{ours} = {_quoted(theirs)}" for ours, theirs in file.columns.items()]
    if file.only:
        lines += ["", f"[{kind}.only]"]
        lines += [f"{_quoted(theirs)} = {_list(values)}" for theirs, values in file.only.items()]
    return [*lines, ""]


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _quoted(text: str) -> str:
    """A TOML basic string; what JSON escapes, TOML escapes the same way."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
