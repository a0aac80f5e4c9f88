"""Refunds: those that we ask for, with their states and the mark by which the gateway's history
shows them; and which of the refunds we are told of are news."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count

from billing_core.rules.calendar import is_only_a_day, kst_date
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


FILE_KEY = "file:"  # a refund that a company's file told of
_UNNUMBERED = "@"  # one to which the gateway gave no id; "#" in books of before


@dataclass(frozen=True)
class KnownRefund:
    """A refund in the ledger: whole won and positive, an aware instant. `by_hand`: a person
    recorded it because the gateway cannot show it."""

    key: str
    won: int
    refunded_at: datetime
    by_hand: bool = False

    @property
    def numbered(self) -> bool:
        """Its key is the gateway's own id, so one with another id is another refund."""
        return not self.key.startswith((FILE_KEY, _UNNUMBERED, "#"))


def new_refunds(known: Sequence[KnownRefund], told: Sequence[Refund]) -> list[KnownRefund]:
    """Those of one payment that the ledger does not have, with the keys they get.

    The same id is the same refund. Without one, as many of the same instant and won are the
    same as there are on both sides; never by position, because the gateway's history comes in
    any order. So an id that is told later belongs to the refund that was known without it. A
    day in a file means any instant of that day. What a person recorded is never matched.
    """
    open_ones = [each for each in known if not each.by_hand]
    left = _without(open_ones, _each_once(told), _same_id)
    for same in (_same_instant, _same_day):
        left = _without(open_ones, left, same)
    keys = {each.key for each in known}
    return [_named(refund, keys) for refund in left]


def _each_once(told: Sequence[Refund]) -> list[Refund]:
    """Those with an id first: they can be fewer of the known ones than those without."""
    numbered = {refund.refund_id: refund for refund in told if refund.refund_id}
    return [*numbered.values(), *(refund for refund in told if not refund.refund_id)]


def _without(
    open_ones: list[KnownRefund],
    told: Sequence[Refund],
    same: Callable[[KnownRefund, Refund], bool],
) -> list[Refund]:
    """Takes each pair out of both lists."""
    left: list[Refund] = []
    for refund in told:
        found = next((each for each in open_ones if same(each, refund)), None)
        if found is None:
            left.append(refund)
        else:
            open_ones.remove(found)
    return left


def _same_id(known: KnownRefund, told: Refund) -> bool:
    return bool(told.refund_id) and known.key == told.refund_id


def _same_instant(known: KnownRefund, told: Refund) -> bool:
    alike = (known.won, known.refunded_at) == (told.amount, told.refunded_at)
    return alike and not (known.numbered and _numbered(told))


def _same_day(known: KnownRefund, told: Refund) -> bool:
    if known.won != told.amount or (known.numbered and _numbered(told)):
        return False
    only_a_day = (known.key.startswith(FILE_KEY) and is_only_a_day(known.refunded_at)) or (
        told.refund_id.startswith(FILE_KEY) and is_only_a_day(told.refunded_at)
    )
    return only_a_day and kst_date(known.refunded_at) == kst_date(told.refunded_at)


def _numbered(told: Refund) -> bool:
    return bool(told.refund_id) and not told.refund_id.startswith(FILE_KEY)


def _named(refund: Refund, keys: set[str]) -> KnownRefund:
    """Adds the key to those that are taken."""
    stem = f"{_UNNUMBERED}{refund.refunded_at.astimezone(UTC):%Y%m%dT%H%M%S}:{refund.amount}"
    some = (f"{stem}:{number}" for number in count(1))
    key = refund.refund_id or next(each for each in some if each not in keys)
    keys.add(key)
    return KnownRefund(key, refund.amount, refund.refunded_at)
