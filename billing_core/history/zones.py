"""The zone that is written behind a time, or in the heading above all of them: `UTC`, `KST`,
`Asia/Seoul`, `Z`, `+0900`, `GMT+9`."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_TIME = 80
_ZONE_BEHIND = re.compile(
    r"(?P<bare>.*[0-9시분초MmZz]) ?\(?(?P<zone>(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|[A-Z]{3,4}|[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+[0-9]*)+)\)?"
)
_OFFSET_BEHIND = re.compile(
    r"(?P<bare>.*(?::[0-9]{2}(?:\.[0-9]+)?|[0-9]{12}|[0-9]{14}|[시분초Mm])) ?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?")
_IN_A_HEADING = re.compile(
    r"(?<![A-Za-z])(?P<zone>(?:UTC|GMT|KST)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|(?:Africa|America|Asia|Atlantic|Australia|Etc|Europe|Pacific)/[A-Za-z_/+-]+[0-9]*)(?![A-Za-z])"
    r"|\((?P<offset>[+-][0-9]{2}:?[0-9]{2})\)|(?P<home>한국 ?(?:표준 ?)?시[간각]?)",
    re.IGNORECASE,
)
_NAMED: dict[str, tzinfo] = {"UTC": UTC, "GMT": UTC, "Z": UTC, "KST": ZoneInfo("Asia/Seoul")}


class UnknownZone(Exception):
    """A zone whose name means nothing, or, like CST, more than one clock."""


def zone_behind(text: str) -> tuple[str, tzinfo | None]:
    """(the time without it, the zone); None where none is written. Raises UnknownZone."""
    if len(text) > LONGEST_TIME:  # the patterns try every place at which a zone may begin
        return text, None
    found = _OFFSET_BEHIND.fullmatch(text) or _ZONE_BEHIND.fullmatch(text)
    if not found or found["zone"] in ("AM", "PM"):
        return text, None
    return found["bare"], _zone(found["zone"])


@lru_cache(maxsize=1_000)
def _zone(written: str) -> tzinfo:
    if named := _NAMED.get(written.upper()):
        return named
    if offset := _OFFSET.fullmatch(written):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    elif "/" in written:
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise UnknownZone(written)


@lru_cache(maxsize=1_000)
def zone_in_heading(name: str) -> tuple[str, tzinfo] | None:
    """(how it is written, the zone) of a column whose heading names one: `Created (UTC)`."""
    found = _IN_A_HEADING.search(name)
    if not found:
        return None
    written = found["zone"] or found["offset"] or found["home"]
    try:
        return written, _zone("KST" if found["home"] else written)
    except UnknownZone:
        return None


def without_zone(name: str) -> str:
    """A heading without the zone that it names, as the column is called elsewhere."""
    bare = _IN_A_HEADING.sub("", name) if zone_in_heading(name) else name
    return bare.replace("()", "").strip(" _-")
