"""Row locks: whoever waits for one goes by what the row says once it is theirs."""

from __future__ import annotations

from datetime import UTC, datetime

from billing_core.database import Database
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.lock import lock_member
from billing_core.models import Member
from billing_core.rules.permission import Permission


def test_a_member_whom_a_door_has_read_before_is_read_anew(postgresql_url: str) -> None:
    """In between somebody takes the permission away; on SQLite nobody can."""
    database = Database(postgresql_url)
    at = datetime(2026, 11, 26, tzinfo=UTC)
    with database.writing() as session:
        session.add(Member(app_id="hana", permission=Permission.PAID, created_at=at))
    with database.writing() as session:
        early = the_member(session, "hana")
        with database.writing() as other:
            the_member(other, "hana").permission = Permission.FREE

        assert lock_member(session, early.id).permission is Permission.FREE
    database.close()
