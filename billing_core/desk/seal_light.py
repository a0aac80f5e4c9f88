"""The light of the seals: ledger and audit log are what they were when they were sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billing_core.desk.light import BookRead, Invariant, Light
from billing_core.seals.state import differences_kept, seal_state

LOOKED_FOR = timedelta(days=1)  # grey after it: nobody has sealed or compared


def seal_light(session: Session, now: datetime) -> Light:
    state = seal_state(session)
    if state is None:
        return Light(Invariant.RECORDS_UNCHANGED, 0, BookRead.SEALS, seen=False)
    found = tuple(differences_kept(state))
    return Light(
        Invariant.RECORDS_UNCHANGED,
        len(found),
        BookRead.SEALS,
        state.looked_at,
        seen=now - state.looked_at <= LOOKED_FOR,
        seals=found,
    )
