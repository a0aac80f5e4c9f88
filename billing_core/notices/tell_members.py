"""Send what is queued for members: once for each event, by the first way that reaches them.

The intent is written before the channel is asked. A letter of which it is not known whether it
went out is not sent again by itself: a person is asked. The company's own sender may be told
twice, because it knows a notice by its number.
"""

from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, literal_column, or_, update
from sqlalchemy.orm import Session

from billing_core.jobs import claim, delay, put_back
from billing_core.lifecycle.notice_texts import keep_first_text
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Member, MemberNotice
from billing_core.models.member_notice import TO_SEND
from billing_core.notices.channel import (
    AddressRefused,
    Channel,
    ChannelDown,
    Letter,
    OutcomeUnclear,
    TryLater,
)
from billing_core.notices.channels import member_channels
from billing_core.notices.write_letter import still_true, write_letter
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.masking import mask_id
from billing_core.rules.notice import NoticeChannel, NoticeReason, NoticeState
from billing_core.system import System

log = structlog.get_logger()

BATCH = 5  # a slow server must not keep a worker from its other work for long
_ACTS = {
    NoticeState.SENT: Act.NOTICE_SENT,
    NoticeState.DELIVERED: Act.NOTICE_SENT,
    NoticeState.OVERTAKEN: Act.NOTICE_NOT_NEEDED,
}
_DUE: ColumnElement[bool] = literal_column(TO_SEND)
_READY = (_DUE,)


def tell_members(system: System, limit: int = BATCH) -> int:
    """Send up to `limit` due notices; returns how many were settled, sent or not. Never raises for
    what a server or a sender does."""
    channels = member_channels(system.settings, system.wall_clock)
    if not channels:
        return 0
    settled = 0
    for _ in range(limit):
        taken = _take(system, channels)
        if taken is None:
            break
        if not isinstance(taken, _Taken):
            settled += 1
            continue
        if not _send(system, channels, taken):
            break
        settled += 1
    return settled


class _Taken:
    """A claimed notice, its letter, and the way it goes."""

    def __init__(self, notice: MemberNotice, letter: Letter, channel: Channel) -> None:
        self.notice, self.letter, self.channel = notice, letter, channel


def _take(system: System, channels: tuple[Channel, ...]) -> _Taken | bool | None:
    """Claim one and write down that it is being sent; True where that settled it, None if nothing
    is due."""
    now = system.clock.now()
    with system.database.writing() as session:
        claimed = claim(session, MemberNotice, now, ready=_READY)
        if not claimed:
            return None
        notice = claimed[0]
        state = _settled_unsent(session, notice, now)
        if state is not None:
            settle(session, notice, *state, now=now)
            return True
        version = keep_first_text(session, notice.kind, now)
        letter = write_letter(session, notice, version, system.settings, now)
        channel = _way(channels, notice.channel, letter)
        if channel is None:
            settle(session, notice, NoticeState.UNDELIVERABLE, NoticeReason.NO_CONTACT, now=now)
            return True
        notice.channel, notice.sending_since = channel.kind, now
        return _Taken(notice, letter, channel)


def _settled_unsent(
    session: Session, notice: MemberNotice, now: datetime
) -> tuple[NoticeState, NoticeReason] | None:
    """Why it is not to be sent at all; None where it is."""
    if notice.sending_since is not None and notice.channel is NoticeChannel.EMAIL:
        return NoticeState.UNCLEAR, NoticeReason.MAYBE_SENT  # we died while sending it
    if session.get_one(Member, notice.member_id).forgotten_at is not None:
        return NoticeState.OVERTAKEN, NoticeReason.FORGOTTEN
    if not still_true(session, notice):
        return NoticeState.OVERTAKEN, NoticeReason.NO_LONGER_TRUE
    if now - notice.queued_at > notice.kind.worth_sending:
        return NoticeState.FAILED, NoticeReason.TOO_OLD
    return None


def _way(
    channels: tuple[Channel, ...], at_least: NoticeChannel | None, letter: Letter
) -> Channel | None:
    """The first way that reaches the member; of a notice that was under way, not one before it."""
    kinds = [channel.kind for channel in channels]
    start = kinds.index(at_least) if at_least in kinds else 0
    return next((one for one in channels[start:] if one.reaches(letter)), None)


def _send(system: System, channels: tuple[Channel, ...], taken: _Taken) -> bool:
    """Send it and write down what became of it; False where the others may rest, too."""
    notice, channel = taken.notice, taken.channel
    try:
        state = channel.send(taken.letter)
    except AddressRefused as why:
        _another_way(system, channels, taken, str(why))
    except TryLater as why:
        _later(system, notice, str(why))
    except ChannelDown as why:
        _rest(system, notice, channel.kind, str(why))
        return False
    except OutcomeUnclear as why:
        with system.database.writing() as session:
            row = session.get_one(MemberNotice, notice.id, with_for_update=True)
            row.last_error = str(why)
            now = system.clock.now()
            settle(session, row, NoticeState.UNCLEAR, NoticeReason.MAYBE_SENT, now=now)
        return False
    else:
        with system.database.writing() as session:
            row = session.get_one(MemberNotice, notice.id, with_for_update=True)
            row.sent_to = _masked(taken.letter, channel.kind)
            settle(session, row, state, None, now=system.clock.now())
    return True


def _masked(letter: Letter, kind: NoticeChannel) -> str:
    way = letter.email if kind is NoticeChannel.EMAIL else letter.phone
    return mask_id(way)[:80]


def _another_way(system: System, channels: tuple[Channel, ...], taken: _Taken, why: str) -> None:
    """This way does not reach the member: the next one, or a person."""
    kinds = [channel.kind for channel in channels]
    rest = channels[kinds.index(taken.channel.kind) + 1 :]
    other = next((one for one in rest if one.reaches(taken.letter)), None)
    now = system.clock.now()
    with system.database.writing() as session:
        row = session.get_one(MemberNotice, taken.notice.id, with_for_update=True)
        row.last_error = why
        if other is not None:
            row.channel, row.sending_since, row.claimed_until = other.kind, None, None
            row.attempts, row.run_at = 0, now
            return
        mail = taken.channel.kind is NoticeChannel.EMAIL
        reason = NoticeReason.ADDRESS_REFUSED if mail else NoticeReason.SENDER_REFUSED
        settle(session, row, NoticeState.FAILED, reason, now=now)


def _later(system: System, notice: MemberNotice, why: str) -> None:
    with system.database.writing() as session:
        put_back(session, notice, MemberNotice, why, system.clock.now())
        session.get_one(MemberNotice, notice.id).sending_since = None


def _rest(system: System, notice: MemberNotice, kind: NoticeChannel, why: str) -> None:
    """The way is closed for everybody: others that would go it wait as long, so that a worker does
    not run into the same time-out for each of them."""
    _later(system, notice, why)
    now = system.clock.now()
    until = now + delay(notice.attempts)
    same = or_(MemberNotice.channel == kind, MemberNotice.channel.is_(None))
    with system.database.writing() as session:
        session.execute(
            update(MemberNotice)
            .where(_DUE, MemberNotice.run_at < until, same)
            .where(MemberNotice.claimed_until.is_(None))
            .values(run_at=until)
            .execution_options(synchronize_session=False)
        )
    log.warning("notices wait", channel=str(kind), reason=why)


def settle(
    session: Session,
    notice: MemberNotice,
    state: NoticeState,
    reason: NoticeReason | None,
    *,
    now: datetime,
) -> None:
    """What became of it, and a row of the audit log that says so on the member's timeline."""
    if notice.state is not NoticeState.QUEUED:
        return  # our lease had run out and another worker was quicker
    notice.state, notice.reason, notice.settled_at = state, reason, now
    notice.claimed_until = notice.sending_since = None
    record_act(
        session,
        _ACTS.get(state, Act.NOTICE_NOT_SENT),
        at=now,
        actor=SYSTEM,
        member_id=notice.member_id,
        subject=str(notice.id),
        notice=str(notice.kind),
        state=str(state),
        **({"channel": str(notice.channel)} if notice.channel else {}),
        **({"version": notice.text_version} if notice.text_version else {}),
        **({"why": str(reason)} if reason else {}),
    )
