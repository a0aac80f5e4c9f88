"""What was found when rows and seals were last compared, kept for the light."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.models import SealState
from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.seals.check_seals import SealsSeen
from billing_core.seals.key import SealKeyUnusable

THE_ROW = 1
# Found out at every look, whichever seals it is about.
_ALWAYS_ASKED = (
    SealFlaw.KEY_MISSING,
    SealFlaw.KEY_CHANGED,
    SealFlaw.CHAIN_CUT,
    SealFlaw.CHAIN_BEGUN,
)


def seal_state(session: Session) -> SealState | None:
    return session.get(SealState, THE_ROW)


def differences_kept(state: SealState) -> list[SealDifference]:
    return [
        SealDifference(SealFlaw(one["flaw"]), one["seal"], one["table"], tuple(one["rows"]))
        for one in state.differences
    ]


def say_seen(session: Session, seen: SealsSeen, now: datetime) -> None:
    """What other looks have found of other seals stays."""
    state = _the_row(session, now)
    others = [
        one
        for one in differences_kept(state)
        if not (seen.everything or seen.first <= one.seal <= seen.last)
        and one.flaw not in _ALWAYS_ASKED
    ]
    state.looked_at = now
    state.next_seal = 1 if seen.everything else seen.last + 1
    if seen.everything:
        state.everything_at = now
    _keep(state, [*others, *seen.differences])


def say_unusable(session: Session, error: SealKeyUnusable, now: datetime) -> None:
    state = _the_row(session, now)
    others = [one for one in differences_kept(state) if one.flaw not in _ALWAYS_ASKED]
    state.looked_at = now
    _keep(state, [SealDifference(error.flaw), *others])


def _the_row(session: Session, now: datetime) -> SealState:
    state = seal_state(session)
    if state is None:
        state = SealState(id=THE_ROW, next_seal=1, looked_at=now, differences=[])
        session.add(state)
    return state


def _keep(state: SealState, differences: Iterable[SealDifference]) -> None:
    state.differences = [asdict(one) | {"rows": list(one.rows)} for one in differences]
