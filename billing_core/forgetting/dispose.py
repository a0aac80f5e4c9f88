"""Disposal (파기): an administrator approves the list of what is due, and a job does it.

Each member, and each helping of rows, is a transaction that counts itself: whoever stops it in the
middle loses nothing, and whoever runs it again finds nothing left to do.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.forgetting.due import EMPTIED, DisposalList, Emptied, disposal_list, due_members
from billing_core.forgetting.forget_member import forget
from billing_core.forgetting.wipe import merge_the_index, wipe_later, wipe_traces
from billing_core.jobs import enqueue
from billing_core.lifecycle.record_act import record_act, require_working
from billing_core.models import Disposal, JobKind, Member
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor, Guarded, require_administrator
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.retention import ForgetReason, RetentionKind
from billing_core.system import System

MEMBERS_AT_ONCE = 50  # of one claim's time
ROWS_AT_ONCE = 2_000


def approve_disposal(system: System, shown: DisposalList, reason: str, actor: Actor) -> int:
    """Approve what was `shown`; its job does it. Returns the disposal's number. Raises Refusal:
    "not_allowed", "not_signed_in", "no_reason", "disposal.nothing", "disposal.running",
    "disposal.changed"."""
    require_administrator(actor, Guarded.APPROVE_DISPOSAL)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    if shown.empty:
        raise Refusal(RefusalCode.DISPOSAL_NOTHING)
    now = system.clock.now()
    with system.database.writing() as session:
        require_working(session, actor)
        hold(session, "disposals")
        if session.scalar(select(Disposal.id).where(Disposal.done_at.is_(None)).limit(1)):
            raise Refusal(RefusalCode.DISPOSAL_RUNNING)
        today = disposal_list(session, system.settings.keep_periods, now)
        if today.members != shown.members:
            raise Refusal(RefusalCode.DISPOSAL_CHANGED)
        disposal = Disposal(
            approved_at=now,
            approved_by=actor.number,
            reason=reason.strip()[:400],
            cutoffs={str(kind): at.isoformat() for kind, at in shown.cutoffs.items()},
            members=[one.number for one in shown.members],
        )
        session.add(disposal)
        session.flush()
        record_act(
            session,
            Act.RECORDS_DISPOSAL_APPROVED,
            at=now,
            actor=actor,
            member_id=None,
            subject=str(disposal.id),
            members=len(shown.members),
            reason=disposal.reason,
            **{str(kind): count for kind, count in shown.rows.items()},
        )
        enqueue(session, JobKind.DISPOSE, str(disposal.id), now)
        return disposal.id


def dispose(system: System, subject: str) -> datetime | None:
    """A helping of an approved disposal; returns when to come again, None once it is done."""
    number, now = int(subject), system.clock.now()
    with system.database.reading() as session:
        disposal = session.get_one(Disposal, number)
        if disposal.done_at is not None:
            return None
        left = _members_left(session, disposal)
    for member in left[:MEMBERS_AT_ONCE]:
        _forget_one(system, number, member, now)
    if len(left) > MEMBERS_AT_ONCE:
        return now
    for kind in EMPTIED:
        while _empty_some(system, number, kind):
            pass
    with system.database.writing() as session:
        disposal = _locked(session, number)
        merge_the_index(session)
        wipe_later(session, now)
        if disposal.done_at is None:
            disposal.done_at = now
            record_act(
                session,
                Act.RECORDS_DISPOSED,
                at=now,
                actor=SYSTEM,
                member_id=None,
                subject=subject,
                kept=len(disposal.kept),
                **disposal.done,
            )
    wipe_traces(system.database)
    return None


def _members_left(session: Session, disposal: Disposal) -> list[int]:
    forgotten = select(Member.id).where(Member.forgotten_at.is_not(None))
    over = set(session.scalars(forgotten)) | {int(number) for number in disposal.kept}
    return [number for number in disposal.members if number not in over]


def _forget_one(system: System, number: int, member_id: int, now: datetime) -> None:
    """Somebody who came back since the approval stays, and so does who has something open."""
    try:
        with system.database.writing() as session:
            disposal = _locked(session, number)
            if session.get_one(Member, member_id).forgotten_at is not None:
                return  # by another worker, who took over meanwhile, or on request
            before = datetime.fromisoformat(disposal.cutoffs[RetentionKind.CONTRACTS])
            if not due_members(session, before, member_id):
                _count_kept(disposal, member_id, RefusalCode.DISPOSAL_CHANGED)
                return
            forget(
                session,
                system.settings,
                session.get_one(Member, member_id),
                reason=ForgetReason.PERIOD_OVER,
                actor=SYSTEM,
                now=now,
                disposal=number,
            )
            _count(disposal, RetentionKind.CONTRACTS, 1)
    except Refusal as refusal:
        if refusal.says is RefusalCode.FORGET_KEY_MISSING:
            raise  # nothing of the member's: the job comes back when the key is there
        with system.database.writing() as session:
            _count_kept(_locked(session, number), member_id, refusal.says)


def _empty_some(system: System, number: int, one: Emptied) -> bool:
    """True while there is more."""
    with system.database.writing() as session:
        disposal = _locked(session, number)
        before = datetime.fromisoformat(disposal.cutoffs[one.kind])
        keys = session.scalars(
            select(one.key).where(one.full, one.since < before).limit(ROWS_AT_ONCE)
        ).all()
        if keys:
            emptying = update(one.table).where(one.key.in_(keys)).values(**one.nothing)
            session.execute(emptying.execution_options(synchronize_session=False))
            _count(disposal, one.kind, len(keys))
        return len(keys) == ROWS_AT_ONCE


def _locked(session: Session, number: int) -> Disposal:
    return session.get_one(Disposal, number, with_for_update=True, populate_existing=True)


def _count(disposal: Disposal, kind: RetentionKind, more: int) -> None:
    disposal.done = {**disposal.done, str(kind): disposal.done.get(kind, 0) + more}


def _count_kept(disposal: Disposal, member_id: int, why: RefusalCode) -> None:
    disposal.kept = {**disposal.kept, str(member_id): str(why)}
