"""Send what is queued for the team: tried again with backoff, at least once, and given up late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm import Session

from billing_core.jobs import claim, put_back
from billing_core.models import TeamNotice
from billing_core.models.team_notice import TO_TELL
from billing_core.notices.channel import (
    AddressRefused,
    ChannelDown,
    Letter,
    OutcomeUnclear,
    TryLater,
)
from billing_core.notices.channels import team_channel, team_channel_kinds
from billing_core.rules.notice import NoticeState, TeamNoticeKind
from billing_core.system import System

log = structlog.get_logger()

BATCH = 5
_DUE: ColumnElement[bool] = literal_column(TO_TELL)
_READY = (_DUE,)
WORTH: Mapping[TeamNoticeKind, timedelta] = {
    TeamNoticeKind.BRIEF: timedelta(hours=12),
    TeamNoticeKind.ALERT: timedelta(days=3),
}


def tell_team(system: System, limit: int = BATCH) -> int:
    """Send up to `limit` due notices; returns how many went out or were given up."""
    if not team_channel_kinds(system.settings):
        return 0
    done = 0
    for _ in range(limit):
        now = system.clock.now()
        with system.database.writing() as session:
            claimed = claim(session, TeamNotice, now, ready=_READY)
        if not claimed:
            break
        if not _tell(system, claimed[0], now):
            break
        done += 1
    return done


def _tell(system: System, notice: TeamNotice, now: datetime) -> bool:
    channel = team_channel(system.settings, notice.channel)
    if channel is None or now - notice.made_at > WORTH[notice.kind]:
        _settle(system, notice, NoticeState.FAILED, notice.last_error)
        return True
    letter = Letter(
        number=f"team-{notice.kind}-{notice.id}-{notice.made_at:%Y%m%d%H%M%S}",
        subject=notice.title,
        text=notice.body,
        at=notice.made_at,
        email=notice.address,
    )
    try:
        state = channel.send(letter)
    except AddressRefused as why:
        _settle(system, notice, NoticeState.FAILED, str(why))
    except (TryLater, ChannelDown, OutcomeUnclear) as why:  # twice is better than never
        with system.database.writing() as session:
            put_back(session, notice, TeamNotice, str(why), system.clock.now())
        log.warning("the team was not told", channel=str(notice.channel), reason=str(why))
        return False
    else:
        _settle(system, notice, state, "")
    return True


def _settle(system: System, notice: TeamNotice, state: NoticeState, why: str) -> None:
    with system.database.writing() as session:
        _row(session, notice, state, why, system.clock.now())


def _row(session: Session, notice: TeamNotice, state: NoticeState, why: str, now: datetime) -> None:
    row = session.get_one(TeamNotice, notice.id, with_for_update=True)
    if row.state is NoticeState.QUEUED:
        row.state, row.settled_at, row.last_error = state, now, why
        row.claimed_until = None
