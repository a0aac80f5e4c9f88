"""Counts breaches of invariants in the background and caches them, so that pages need not."""

from datetime import datetime, timedelta

from sqlalchemy import select

from billing_core.desk.invariants import count_all
from billing_core.models import KeptLight
from billing_core.system import System


def keep_lights(system: System) -> datetime:
    """Counts what breaks each invariant and keeps it; returns when to look again."""
    now = system.clock.now()
    with system.database.reading() as session:
        found = count_all(session, now)
    with system.database.writing() as session:
        _kept = session.scalars(select(KeptLight)).all()  # asked for once, not one by one
        for invariant, broken in found.items():
            session.merge(KeptLight(invariant=str(invariant), broken=broken, looked_at=now))
    return now + timedelta(minutes=system.settings.lights_minutes)
