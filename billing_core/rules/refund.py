"""Refunds that we ask for: their states, and the mark by which the gateway's history shows them."""

from __future__ import annotations

import re
from enum import StrEnum

_MARK = re.compile(r"\(BD-([0-9a-z]{12})\)$")


class RefundState(StrEnum):
    REQUESTING = "requesting"  # written before the wire is touched
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"

    @property
    def live(self) -> bool:
        return self in (RefundState.REQUESTING, RefundState.UNKNOWN)


def marked(reason: str, request_id: str) -> str:
    """The reason as the gateway keeps it: it says which request the refund belongs to."""
    return f"{reason.strip()[:200]} (BD-{request_id})".strip()


def request_of(reason: str) -> str:
    """The id of the request that a refund's reason names; empty for one that is not ours."""
    found = _MARK.search(reason.strip())
    return found[1] if found else ""
