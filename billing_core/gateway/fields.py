"""Defensive parsing of one JSON object of the gateway, field by field, believing nothing.

The live service sends null for optional keys, 0 for times not reached, amounts as `29000`,
`29000.0` or `"29000"`, and keys nobody has seen before. All of that is read. What cannot be
true (half a won, a time in the year 50000) is Unreadable rather than repaired.
"""

import re
from datetime import UTC, datetime

# Beyond this a JSON number is no longer exact, and no card can pay it anyway.
MOST_WON = 2**53
_TWENTY_DIGITS = 10**20
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}(\.0{1,9})?")
# A lone surrogate or a NUL is legal in JSON, and no database takes it.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unreadable(Exception):
    """The value cannot be what it claims to be. The message names the field, not card data."""


class Fields:
    """Typed readers of an object; `raw` as the allow-list let it in. Impossible values raise
    Unreadable."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise Unreadable(f"expected an object, got {type(value).__name__}")
        self.raw: dict[str, object] = value

    def text(self, name: str) -> str:
        """A text: missing and null are the empty string, a number is its digits."""
        value = self.raw.get(name)
        if type(value) is str and value.isascii() and "\x00" not in value:
            return value  # nearly always; a sweep reads twenty of them in a hundred thousand rows
        if value is None or isinstance(value, (bool, dict, list)):
            return ""
        return _UNSTORABLE.sub("", str(value))

    def needed_text(self, name: str) -> str:
        if not (text := self.text(name)):
            raise Unreadable(f"{name} is missing")
        return text

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number however it is written; missing and null give `default` if there is one."""
        value = self.raw.get(name)
        if type(value) is int and abs(value) < _TWENTY_DIGITS:
            return value
        if value is None and default is not None:
            return default
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            # Numbers go through their digits, so that 0.1 + 0.2 style residues are not hidden.
            digits = repr(value) if isinstance(value, float) else str(value).strip()
            if _WHOLE_NUMBER.fullmatch(digits):
                return int(digits.partition(".")[0])
        raise Unreadable(f"{name} is not a whole number")

    def won(self, name: str, default: int | None = None) -> int:
        """Whole won, never negative."""
        amount = self.whole(name, default)
        if not 0 <= amount <= MOST_WON:
            raise Unreadable(f"{name} is not an amount of won")
        return amount

    def instant(self, name: str) -> datetime | None:
        """Unix seconds as an aware UTC instant; missing, null and 0 mean "not reached"."""
        seconds = self.whole(name, 0)
        if seconds == 0:
            return None
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            raise Unreadable(f"{name} is not a time") from None

    def needed_instant(self, name: str) -> datetime:
        if (at := self.instant(name)) is None:
            raise Unreadable(f"{name} is missing")
        return at

    def flag(self, name: str) -> bool:
        return self.raw.get(name) in (True, 1, "1", "true")

    def rows(self, name: str) -> list[object]:
        """A list: missing and null are the empty one."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unreadable(f"{name} is not a list")
        return value
