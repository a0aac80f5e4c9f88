"""One invariant (promise) as a light: what breaks it, which book was read for it, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.seal import SealDifference

SEEN_FOR = timedelta(hours=2)


class Invariant(StrEnum):
    ONE_BOOKING = "one_booking"
    BOOKINGS_AGREE = "bookings_agree"
    ISSUANCE_NEVER_COUNTS = "issuance_never_counts"
    LEDGER_COMPLETE = "ledger_complete"
    PERIOD_ONCE = "period_once"
    PERMISSION_BY_A_PERSON = "permission_by_a_person"
    NEXT_BOOKING_OR_ALERT = "next_booking_or_alert"
    EVENTS_PROCESSED = "events_processed"
    CLAIMS_ANSWERED = "claims_answered"
    EVERYTHING_AUDITED = "everything_audited"
    CLOCKS_AGREE = "clocks_agree"
    RECOVERY_OFF = "recovery_off"
    RECORDS_UNCHANGED = "records_unchanged"


class BookRead(StrEnum):
    OURS = "ours"
    BOTH = "both"  # ours and the gateway's
    SEALS = "seals"  # ours and its seals
    SETTING = "setting"  # declared by a person; no call tells it


@dataclass(frozen=True)
class Light:
    """One light. `broken`: how many rows break it. `seen`: the gateway could be read lately, where
    the light needs that. `excepted`: entries that a person recorded, which only our book has.
    `seconds`: how much the gateway's clock is ahead of ours. `seals`: what is not as it was sealed;
    `newest_seal` its number and the short form of its head."""

    invariant: Invariant
    broken: int
    book: BookRead = BookRead.OURS
    read_at: datetime | None = None
    seen: bool = True
    excepted: int = 0
    seconds: int = 0
    seals: tuple[SealDifference, ...] = ()
    newest_seal: tuple[int, str] | None = None

    @property
    def green(self) -> bool:
        return self.seen and self.broken == 0

    @property
    def red(self) -> bool:
        """Whether it is broken; where it could not be looked again, what was found stays true."""
        return self.broken > 0


def seen(read_at: datetime | None, now: datetime) -> bool:
    return read_at is not None and now - read_at <= SEEN_FOR
