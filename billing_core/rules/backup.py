"""Backups by a rule: what a file of one is called, and which of them are kept (generations)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LATE_AFTER = timedelta(hours=36)  # one a day, and half a day of grace
_NAME = re.compile(r"billing-(\d{8}-\d{6})Z\.backup")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class BackupRule:
    """All of the last `days`, then the newest of each week, none that is older than `most_days`:
    a backup remembers people who asked to be forgotten."""

    days: int = 14
    most_days: int = 90

    def outdated(self, made: Iterable[datetime], now: datetime) -> set[datetime]:
        """Those that go. The newest always stays."""
        newest_first = sorted(made, reverse=True)
        kept_weeks: set[tuple[int, int]] = set()
        gone: set[datetime] = set()
        for place, at in enumerate(newest_first):
            age = now - at
            week = at.isocalendar()[:2]
            wanted = age <= timedelta(days=self.days) or week not in kept_weeks
            if place and (not wanted or age > timedelta(days=self.most_days)):
                gone.add(at)
            else:
                kept_weeks.add(week)
        return gone


def backup_name(at: datetime) -> str:
    return f"billing-{at.astimezone(UTC).strftime(_STAMP)}Z.backup"


def backup_made_at(name: str) -> datetime | None:
    """None for a file that is none of ours: such a one is never deleted."""
    match = _NAME.fullmatch(name)
    return match and datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
