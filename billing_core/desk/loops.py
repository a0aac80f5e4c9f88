"""How the loops in the background fare, by their heartbeats in the book."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Heartbeat
from billing_core.rules.loop import Beat, LoopName, StandingLoop, standing_loops


@dataclass(frozen=True)
class LoopNow:
    """`turned_at`: when any process last turned it; `standing`: why it does not turn, if so."""

    loop: LoopName
    turned_at: datetime | None
    standing: StandingLoop | None


def loops_now(session: Session, real_now: datetime) -> list[LoopNow]:
    """Every loop, by the real clock: a demo moves the desk's alone."""
    rows = session.execute(select(Heartbeat.loop, Heartbeat.beat_at, Heartbeat.turned_at))
    beats = [Beat(loop, beat_at, turned_at) for loop, beat_at, turned_at in rows]
    standing = {each.loop: each for each in standing_loops(beats, real_now)}
    return [
        LoopNow(
            loop,
            max((beat.turned_at for beat in beats if beat.loop is loop), default=None),
            standing.get(loop),
        )
        for loop in LoopName
    ]
