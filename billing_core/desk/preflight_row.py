"""The lines of the preflight, wherever they were found."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from billing_core.rules.decline import DeclineReason
from billing_core.rules.preflight import Trouble


@dataclass(frozen=True)
class PreflightRow:
    """A charge's trouble. `merchant_uid` is empty where it is that nothing is booked, and `retry`
    says what would be. `price` is the member's own; whole won."""

    trouble: Trouble
    subscription_id: str
    app_id: str
    member_name: str
    amount: int
    due_at: datetime
    merchant_uid: str
    price: int
    last_refusal: DeclineReason | None = None
    retry: bool = False


class WrongPlace(NamedTuple):
    """A place among a day's charges in the order they run (keyset). `key` is the `merchant_uid`,
    or the member where nothing is booked."""

    due_at: datetime
    key: str


class Wrong(NamedTuple):
    """One charge, and everything that is wrong with it among what was asked for."""

    place: WrongPlace
    rows: tuple[PreflightRow, ...]
