"""Why a row of a history file is refused, and how the file is written, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from dashboard.pages.imports import refused_rows_words as w
from dashboard.parts.language import Language, language


def refusal_said(reason: str) -> str:
    """`reason` is the core's Korean sentence: what stands before a colon is the file's own word
    for the column, or a number from the file, and stays."""
    if language() is Language.KOREAN:
        return reason
    for korean, english in w.REFUSED_EN.items():
        said = _said(reason, korean, english)
        if said is not None:
            return said
    return reason


def encoding_said(label: str) -> str:
    return label if language() is Language.KOREAN else w.ENCODINGS_EN.get(label, label)


def _said(reason: str, korean: str, english: str) -> str | None:
    found = _pattern(korean).fullmatch(reason)
    if found is None:
        return None
    filled = {name: value or "" for name, value in found.groupdict().items()}
    if "where" in filled:
        filled["where"] = _place_said(filled["where"])
    before = f"{filled['_of']}: " if found["_of"] else ""
    after = w.FOUND_EN.format(value=found["_found"]) if found["_found"] else ""
    return f"{before}{english.format(**filled)}{after}"


def _place_said(where: str) -> str:
    return _first_of(w.PLACES_EN, where) or where


def _first_of(sentences: Mapping[str, str], said: str) -> str:
    for korean, english in sentences.items():
        found = re.fullmatch(_as_pattern(korean), said, re.DOTALL)
        if found:
            return english.format(**found.groupdict())
    return ""


@lru_cache
def _pattern(korean: str) -> re.Pattern[str]:
    found = _as_pattern(w.FOUND_KO).replace("<value>", "<_found>")
    return re.compile(rf"(?:(?P<_of>.*?): )?{_as_pattern(korean)}(?:{found})?", re.DOTALL)


def _as_pattern(sentence: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(sentence))
