"""Retention of the access log: once a day the rows that have been kept long enough are taken away."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import AccessRow
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.system import System

EVERY = timedelta(days=1)


def shorten_access_log(system: System) -> datetime:
    """Returns when to come again, by the desk's clock; how old a row is, the real one says."""
    now = system.wall_clock.now()
    with system.database.writing() as session:
        forget_accesses(session, now - timedelta(days=system.settings.access_log_days), now)
    return system.clock.now() + EVERY


def forget_accesses(session: Session, until: datetime, now: datetime) -> None:
    """The audit log says how many rows went, and up to when."""
    gone = session.execute(delete(AccessRow).where(AccessRow.at < until).returning(AccessRow.id))
    if rows := len(gone.all()):
        record_act(
            session,
            Act.ACCESS_LOG_SHORTENED,
            at=now,
            actor=SYSTEM,
            member_id=None,
            until=until,
            rows=rows,
        )
