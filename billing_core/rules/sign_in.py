"""Rules of signing in: how long a session lasts, how tries are slowed, which passwords will do."""

from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(minutes=30)  # without anything a person does
AT_MOST = timedelta(hours=12)
PROVED_FOR = timedelta(minutes=15)  # how long a typed password vouches for a grave act
NOTED_EVERY = timedelta(minutes=1)
BROWSER_KNOWN_FOR = timedelta(days=180)
LINK_LASTS = timedelta(hours=24)
JOURNEY_LASTS = timedelta(minutes=10)  # to the company's identity provider and back
CODE_AWAITED_FOR = timedelta(minutes=10)  # after a right password
CLOCKS_DIFFER = timedelta(minutes=1)  # ours and the provider's
RECOVERY_CODES = 10

FREE_TRIES = 5
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=15)

OF_THE_DEMO = (
    "demo"  # in place of a hash: lets a person of the demo in with a click, and no password
)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128


class Way(StrEnum):
    """How a person signs in: one way at a time."""

    NONE = "none"
    DEMO = "demo"
    PASSWORD = "password"  # noqa: S105 - a code
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105 - a code
    COMPANY = "company"


def way_of(password_hash: str, *, company: bool, code: bool) -> Way:
    """`code`: a secret of their app is kept, which the company's account does not ask for."""
    if company:
        return Way.COMPANY
    if password_hash in ("", OF_THE_DEMO):
        return Way.DEMO if password_hash else Way.NONE
    return Way.PASSWORD_AND_CODE if code else Way.PASSWORD


def is_live(begun_at: datetime, acted_at: datetime, now: datetime) -> bool:
    """A clock that was set back keeps nobody out and lets nobody stay longer than `AT_MOST`."""
    return abs(now - begun_at) < AT_MOST and now - acted_at < IDLE


def is_recent(begun_at: datetime, lasts: timedelta, now: datetime) -> bool:
    return abs(now - begun_at) < lasts


def is_proved(proved_at: datetime | None, now: datetime) -> bool:
    return proved_at is not None and abs(now - proved_at) < PROVED_FOR


def delay_after(failures: int) -> timedelta:
    """How long nobody may try after that many failures in a row: exponential backoff."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(FIRST_DELAY * 2.0 ** min(failures - FREE_TRIES, 10), LONGEST_DELAY)


def is_weak(password: str, *names: str) -> bool:
    """Too short, too long, of three signs or fewer, of digits alone, or with the person's own
    names."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return True
    said = password.casefold()
    return (
        len(set(said)) <= 3
        or said.isdigit()
        or any(name and name.casefold() in said for name in names)
    )
