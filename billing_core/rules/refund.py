"""Refunds that we ask for: their states, and the mark by which the gateway's history shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.payment import Refund

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
    return f"{reason.strip()[:200]} ({mark_of(request_id)})".strip()


def mark_of(request_id: str) -> str:
    """What a person looks for in the gateway's console."""
    return f"BD-{request_id}"


def request_of(reason: str) -> str:
    """The id of the request that a refund's reason names; empty for one that is not ours."""
    found = _MARK.search(reason.strip())
    return found[1] if found else ""


CLOCKS_APART = timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """A request of ours: whole won, when, and the key of the refund that it became, if known."""

    id: str
    amount: int
    at: datetime
    refund_key: str = ""


def asked_by_us(asked: Sequence[Asked], refunds: Sequence[Refund]) -> dict[str, Refund]:
    """Which refund each request became, by request id. A refund's reason names its request; where
    the gateway kept no reason, the won and the time decide, each refund for one request."""
    found: dict[str, Refund] = {}
    free = list(refunds)
    for request in asked:
        named = [
            one
            for one in free
            if request_of(one.reason) == request.id or one.key == request.refund_key
        ]
        if named:
            found[request.id] = named[0]
            free.remove(named[0])
    for request in sorted(asked, key=lambda one: one.at):
        if request.id in found:
            continue
        alike = [one for one in free if _could_be(request, one)]
        if alike:
            found[request.id] = alike[0]
            free.remove(alike[0])
    return found


def _could_be(request: Asked, refund: Refund) -> bool:
    without_reason = not refund.reason.strip()
    at_that_time = abs(refund.refunded_at - request.at) <= CLOCKS_APART
    return without_reason and at_that_time and refund.amount == request.amount
