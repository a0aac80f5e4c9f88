"""Refunds: those that we ask for, with their states and the mark by which the gateway's history
shows them; and which of the refunds we are told of are news."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count

from billing_core.rules.calendar import is_midnight, kst_date
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
        return not (self.by_hand or self.key.startswith((FILE_KEY, _UNNUMBERED, "#")))

    @property
    def may_be_a_sum(self) -> bool:
        """The gateway told it without an id."""
        return not (self.numbered or self.by_hand or self.filed)

    @property
    def filed(self) -> bool:
        """Only a file has told of it."""
        return self.key.startswith(FILE_KEY)


def in_parts(known: Sequence[KnownRefund], told: Sequence[Refund]) -> tuple[Refund, ...]:
    """What is told, or, where it is but one sum without an id, what the gateway told before and
    the rest of that sum: a row that has lost its history keeps what all of it came to."""
    if not is_one_sum(told):
        return tuple(told)
    [whole] = told
    parts = [each for each in known if not (each.filed or each.by_hand)]
    if any(_same_instant(each, whole) for each in parts):
        return tuple(told)
    before = [
        Refund(each.won, each.refunded_at, refund_id=each.key if each.numbered else "")
        for each in parts
    ]
    left = whole.amount - sum(each.won for each in parts)
    return (*before, replace(whole, amount=left)) if left > 0 else tuple(before)


def is_one_sum(told: Sequence[Refund]) -> bool:
    """It may be all that went back, whenever each of it did."""
    return len(told) == 1 and not told[0].refund_id


def new_refunds(known: Sequence[KnownRefund], told: Sequence[Refund]) -> list[KnownRefund]:
    """Those of one payment that the ledger does not have, with the keys they get."""
    keys = {each.key for each in known}
    return [_named(told[place], keys) for place in places_of_news(list(known), told)]


def only_filed(known: Sequence[KnownRefund], told: Sequence[Refund]) -> list[KnownRefund]:
    """Refunds of files that are none of all those that the gateway tells of the payment: the same
    money on another day or of other won, or money that went back outside the gateway."""
    left = list(known)
    places_of_news(left, told)
    return [each for each in left if each.filed]


def places_of_news(
    open_ones: list[KnownRefund], told: Sequence[Refund], *, room: int | None = None
) -> list[int]:
    """Which of the told are none of the known ones; what is known and told leaves `open_ones`.
    `room`: the won that can still go back, where a file tells.

    The same id is the same refund. Without one, as many of the same instant and won are the
    same as there are on both sides; never by position, because the gateway's history comes in
    any order. So an id that is told later belongs to the refund that was known without it.
    A file may keep another clock or days only: between it and the gateway the same day and won are
    one, and any day for a file where both together would be more than was paid. What a person
    recorded is none of the gateway's, but may be a file's. A sum that a row without a history once
    told was all until its instant that is not known otherwise, so what is told of then is in it.
    """
    left = _each_once(told)
    for same in (_same_id, _same_instant, _same_minute, _same_day):
        left = _without(open_ones, told, left, same)
    if room is not None and sum(told[place].amount for place in left) > room:
        left = _without(open_ones, told, left, _of_two_books)
    return sorted(_without_sums(open_ones, told, left))


def _each_once(told: Sequence[Refund]) -> list[int]:
    """Those with an id first: they can be fewer of the known ones than those without."""
    numbered = {one.refund_id: place for place, one in enumerate(told) if _numbered(one)}
    return [
        *numbered.values(),
        *(place for place, one in enumerate(told) if not _numbered(one)),
    ]


def _without(
    open_ones: list[KnownRefund],
    told: Sequence[Refund],
    places: Sequence[int],
    same: Callable[[KnownRefund, Refund], bool],
) -> list[int]:
    """Takes each pair out of both lists."""
    left: list[int] = []
    for place in places:
        found = next((each for each in open_ones if same(each, told[place])), None)
        if found is None:
            left.append(place)
        else:
            open_ones.remove(found)
    return left


def _without_sums(
    open_ones: list[KnownRefund], told: Sequence[Refund], places: Sequence[int]
) -> list[int]:
    left = list(places)
    for whole in sorted(open_ones, key=lambda each: each.refunded_at):
        until = [place for place in left if told[place].refunded_at <= whole.refunded_at]
        if until and whole.may_be_a_sum and sum(told[p].amount for p in until) <= whole.won:
            left = [place for place in left if place not in until]
            open_ones.remove(whole)
    return left


def _same_id(known: KnownRefund, told: Refund) -> bool:
    return _numbered(told) and known.key == told.refund_id


def _same_instant(known: KnownRefund, told: Refund) -> bool:
    return _may_be_one(known, told) and _to_the(known, told, second=None)


def _same_minute(known: KnownRefund, told: Refund) -> bool:
    """A file may leave the seconds out."""
    some_file = known.filed or _filed(told)
    return some_file and _may_be_one(known, told) and _to_the(known, told, second=0)


def _same_day(known: KnownRefund, told: Refund) -> bool:
    if kst_date(known.refunded_at) != kst_date(told.refunded_at) or not _may_be_one(known, told):
        return False
    only_a_day = (known.filed and is_midnight(known.refunded_at)) or (
        _filed(told) and is_midnight(told.refunded_at)
    )
    return only_a_day or known.filed != _filed(told)


def _of_two_books(known: KnownRefund, told: Refund) -> bool:
    return known.filed != _filed(told) and _may_be_one(known, told)


def _may_be_one(known: KnownRefund, told: Refund) -> bool:
    if known.won != told.amount or (known.by_hand and not _filed(told)):
        return False
    return not (known.numbered and _numbered(told))


def _to_the(known: KnownRefund, told: Refund, *, second: int | None) -> bool:
    one, other = (each.replace(microsecond=0) for each in (known.refunded_at, told.refunded_at))
    if second is not None:
        one, other = one.replace(second=second), other.replace(second=second)
    return one == other


def _filed(told: Refund) -> bool:
    return told.refund_id.startswith(FILE_KEY)


def _numbered(told: Refund) -> bool:
    return bool(told.refund_id) and not _filed(told)


def _named(refund: Refund, keys: set[str]) -> KnownRefund:
    """Adds the key to those that are taken."""
    stem = f"{_UNNUMBERED}{refund.refunded_at.astimezone(UTC):%Y%m%dT%H%M%S}:{refund.amount}"
    some = (f"{stem}:{number}" for number in count(1))
    key = refund.refund_id or next(each for each in some if each not in keys)
    keys.add(key)
    return KnownRefund(key, refund.amount, refund.refunded_at)
