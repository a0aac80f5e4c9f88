"""Which backups are kept: all of two weeks, then one a week, none that is older than 90 days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from billing_core.rules.backup import BackupRule, backup_made_at, backup_name

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
DAILY = [NOW - timedelta(days=age) for age in range(200)]


def test_two_weeks_whole_then_the_newest_of_each_week() -> None:
    kept = sorted(set(DAILY) - BackupRule().outdated(DAILY, NOW), reverse=True)

    ages = [(NOW - at).days for at in kept]
    assert ages[:15] == list(range(15))
    assert ages[15:] == [19, 26, 33, 40, 47, 54, 61, 68, 75, 82, 89]  # Sundays


def test_the_newest_stays_however_old_it_is() -> None:
    old = [NOW - timedelta(days=400), NOW - timedelta(days=500)]

    assert BackupRule().outdated(old, NOW) == {old[1]}


def test_a_name_says_when_and_a_file_of_others_is_none() -> None:
    assert backup_made_at(backup_name(NOW)) == NOW
    assert backup_made_at("billing-2026.db") is None
    assert backup_made_at(backup_name(NOW) + ".part12") is None
