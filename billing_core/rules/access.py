"""Kinds of rows in the access log (접속기록): what a person did with members' data, or tried to."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

# What the law asks of everybody; the book refuses to forget a row sooner (migration 0019).
KEPT_AT_LEAST = timedelta(days=365)


class AccessKind(StrEnum):
    VIEWED = "viewed"  # a page that shows members' data
    REVEALED = "revealed"  # one masked value
    RAW_RECORD_READ = "raw_record_read"
    DOWNLOADED = "downloaded"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    ACT_REFUSED = "act_refused"
    API_KEY_REFUSED = "api_key_refused"
    TERMINAL_COMMAND = "terminal_command"
