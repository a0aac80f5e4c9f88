"""Which refunds of a payment are those that we asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_core.rules.payment import Refund
from billing_core.rules.refund import request_of

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
