"""Are two rows one payment? Asked only where at most one of them has a number of the gateway:
two numbers of the gateway are always two payments."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.calendar import is_midnight, kst_date

_GATEWAYS_OWN = re.compile(r"imps?_[0-9a-zA-Z]+")
AROUND_MIDNIGHT = timedelta(hours=1)
_NEAR = timedelta(days=1)  # a file may keep another clock, never another day


class Likeness(StrEnum):
    SAME = "same"
    UNCLEAR = "unclear"  # a person says
    OTHER = "other"


class SamePayments(StrEnum):
    """What a person said of unclear pairs."""

    SAME = "same"
    TWO = "two"


@dataclass(frozen=True)
class PaymentTraits:
    """What a row says of its payment. `orders` are the numbers under which it may be known to a
    shop; `whose` a member's number, or the app's id where files are compared and people look, None
    where nobody said; `filed`: only a file has told of it;
    not a `charge` is what moves no money of ours, whoever it is of."""

    number: str
    orders: frozenset[str]
    whose: int | str | None
    won: int
    paid_at: datetime
    filed: bool = False
    charge: bool = True


def is_gateway_number(number: str) -> bool:
    """It looks like one: a file that has such numbers names the gateway's payments."""
    return _GATEWAYS_OWN.fullmatch(number) is not None


def orders_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if name and not is_gateway_number(name))


def likeness(one: PaymentTraits, other: PaymentTraits) -> Likeness:
    """Certain are the same order number with the same won, and the same member, instant and won.
    What comes near to one of them is a question."""
    if is_gateway_number(one.number) and is_gateway_number(other.number):
        return Likeness.OTHER  # whoever told of them: two numbers, two payments
    whose = {one.whose, other.whose} - {None}
    if one.orders & other.orders:
        near = abs(one.paid_at - other.paid_at) <= _NEAR
        if one.won == other.won and near and len(whose) < 2:
            return Likeness.SAME
        return _UNCLEAR if one.charge and other.charge else Likeness.OTHER
    if one.won != other.won or len(whose) == 2 or not (one.charge and other.charge):
        return Likeness.OTHER
    return _of_moment(one, other)


_UNCLEAR = Likeness.UNCLEAR


def _of_moment(one: PaymentTraits, other: PaymentTraits) -> Likeness:
    """Of two rows of the same won, and of one member as far as is known. A file numbers its
    payments itself: one row of another file is never certain, and on one day a question, because
    a shop and its bank write down other instants."""
    same_instant = one.paid_at == other.paid_at and not is_midnight(one.paid_at)
    if one.whose is None or other.whose is None:
        return _UNCLEAR if same_instant else Likeness.OTHER
    if same_instant and not (one.filed and other.filed):
        return Likeness.SAME
    return _UNCLEAR if _near(one.paid_at, other.paid_at) else Likeness.OTHER


def _near(one: datetime, other: datetime) -> bool:
    """On one day, or at the two sides of a midnight."""
    exact = not (is_midnight(one) or is_midnight(other))
    return kst_date(one) == kst_date(other) or (exact and abs(one - other) <= AROUND_MIDNIGHT)
