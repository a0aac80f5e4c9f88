"""A row of the access log is never changed, and goes after a year at the earliest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from billing_core.access_log.note_access import note_access
from billing_core.database import Database
from billing_core.models import AccessRow
from billing_core.rules.access import KEPT_AT_LEAST, AccessKind
from tests.parts.people import VIEWER


def test_a_row_is_never_changed_and_goes_after_a_year(database: Database) -> None:
    # The database's own clock decides, so these rows are as old as they say.
    now = datetime.now(UTC)
    for age in (timedelta(0), KEPT_AT_LEAST - timedelta(days=1), KEPT_AT_LEAST + timedelta(days=1)):
        with database.writing() as session:
            note_access(
                session,
                AccessKind.VIEWED,
                at=now - age,
                actor=VIEWER,
                subject="members",
                members=[1, 2],
            )
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(update(AccessRow).values(actor="1"))
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(delete(AccessRow))
    if not database.is_sqlite:
        with pytest.raises(DatabaseError), database.writing() as session:
            session.execute(text("TRUNCATE access_log"))
    with database.writing() as session:
        session.execute(delete(AccessRow).where(AccessRow.at < now - KEPT_AT_LEAST))
    with database.reading() as session:
        assert session.scalar(select(func.count(AccessRow.id))) == 2
        kept = session.scalars(select(AccessRow).order_by(AccessRow.id)).first()
        assert kept is not None
        assert (kept.actor, kept.members, kept.subject) == (str(VIEWER.number), [1, 2], "members")
