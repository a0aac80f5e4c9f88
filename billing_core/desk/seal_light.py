"""The light of the seals: ledger and audit log are what they were when they were sealed."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.desk.light import BookRead, Invariant, Light
from billing_core.models import Seal
from billing_core.seals.state import differences_kept, seal_state

SHORT_HEAD = 12  # letters: 48 bits, which nobody makes another chain fit
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
        newest_seal=newest_seal(session),
    )


def newest_seal(session: Session) -> tuple[int, str] | None:
    """Its number and the short form of its head: what a person may note outside the book."""
    newest = session.execute(select(Seal.id, Seal.head).order_by(Seal.id.desc()).limit(1)).first()
    return None if newest is None else (newest.id, newest.head[:SHORT_HEAD])
