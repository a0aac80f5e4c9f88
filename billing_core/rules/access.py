"""Rules of the access log (접속기록): kinds of its rows, what a reviewer looks at, how long it is kept."""

from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.calendar import KST

# What the law asks of everybody; the book refuses to forget a row sooner (migration 0019).
KEPT_AT_LEAST = timedelta(days=365)
DOWNLOAD_LASTS = timedelta(seconds=60)  # from the reason to the click
REVIEW_WITHIN = timedelta(days=10)  # of the month's end
MANY_MEMBERS = 100  # whom one person saw on one day: more than a day's work at the desk needs
NIGHT_BEGINS, NIGHT_ENDS, SATURDAY = 22, 6, 5


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


REFUSED_KINDS = (AccessKind.SIGN_IN_FAILED, AccessKind.ACT_REFUSED, AccessKind.API_KEY_REFUSED)


class DownloadKind(StrEnum):
    MONTHLY_FILE = "monthly_file"
    PAYMENTS = "payments"  # what a filter of the payments page finds
    YEAR = "year"
    CLOSED_RECORD = "closed_record"
    ACCESS_LOG = "access_log"
    MEMBER_DATA = "member_data"
    CERTIFICATE = "certificate"  # of a member's cancellation


def is_off_hours(at: datetime) -> bool:
    """At night or at the weekend, by the clock of Seoul."""
    there = at.astimezone(KST)
    return there.weekday() >= SATURDAY or not NIGHT_ENDS <= there.hour < NIGHT_BEGINS
