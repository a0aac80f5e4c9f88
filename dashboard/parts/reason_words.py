"""Why something was left out, in the language of the page."""

from __future__ import annotations

import re

from dashboard.parts.language import Language, language
from dashboard.parts.words.reasons import EXCLUDED_EN, EXCLUDED_PATTERNS_EN


def reason_said(reason: str) -> str:
    """`reason` is the core's Korean sentence. What people typed themselves stays as it is."""
    if language() is Language.KOREAN:
        return reason
    if reason in EXCLUDED_EN:
        return EXCLUDED_EN[reason]
    for pattern, english in EXCLUDED_PATTERNS_EN.items():
        found = re.fullmatch(pattern, reason)
        if found:
            return found.expand(english)
    return reason
