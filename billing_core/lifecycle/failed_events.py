"""Dead letters of the inbox: webhooks that could not be taken in, on a person's list by payment.

Anybody may ring at the door, so notices that name nothing of ours are one question together.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, text, update
from sqlalchemy.orm import Session

from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.payment_names import row_named
from billing_core.lifecycle.replay_event import replay_event
from billing_core.models import Charge, Checkout, Finding, InboxEvent, InboxState, PaymentRecord
from billing_core.models.inbox_event import UNFINISHED
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.system import System

NOT_OURS = "-"
AT_ONCE = 500
_FAILED = (
    select(InboxEvent)
    .where(text(UNFINISHED), InboxEvent.state == InboxState.FAILED)
    .order_by(InboxEvent.received_at, InboxEvent.id)
    .limit(AT_ONCE)
    .execution_options(populate_existing=True)
)
_TOLD = select(Finding.subject).where(
    Finding.kind == FindingKind.EVENT_FAILED, Finding.resolved_at.is_(None)
)


def tell_failed_events(session: Session, now: datetime) -> None:
    """Open a finding for dead letters, by payment; one taken in after all closes it. Idempotent."""
    by_subject = _failed(session)
    if by_subject and _count_as_known(session, now):
        by_subject = _failed(session)
    for subject, events in by_subject.items():
        last = events[-1]
        about = _about(session, last) or {"member_id": None, "notices": str(len(events))}
        open_finding(
            session,
            FindingKind.EVENT_FAILED,
            subject,
            now=now,
            received_at=last.received_at,
            error=last.last_error[:300],
            **about,
        )
    _close_what_is_done(session, set(by_subject), now)


def _count_as_known(session: Session, now: datetime) -> bool:
    """What it told has been read meanwhile, by a sweep or another notice. True if any was."""
    read_since = exists().where(
        PaymentRecord.gateway_uid == InboxEvent.imp_uid,
        PaymentRecord.read_at >= InboxEvent.received_at,
    )
    known = session.scalars(
        update(InboxEvent)
        .where(text(UNFINISHED), InboxEvent.state == InboxState.FAILED, read_since)
        .values(state=InboxState.PROCESSED, processed_at=now)
        .returning(InboxEvent.id)
        .execution_options(synchronize_session=False)
    )
    return bool(known.all())


def _failed(session: Session) -> dict[str, list[InboxEvent]]:
    found: dict[str, list[InboxEvent]] = defaultdict(list)
    for event in session.scalars(_FAILED):
        found[_subject(session, event)].append(event)
    return found


def _subject(session: Session, event: InboxEvent) -> str:
    return NOT_OURS if _about(session, event) is None else event.imp_uid


def _about(session: Session, event: InboxEvent) -> dict[str, Any] | None:
    """Whose it is, its won and its day, by the payment or by the order that it names."""
    charge = session.get(Charge, event.merchant_uid)
    if charge is not None:
        about = {"amount": charge.amount, "due_at": charge.due_at}
        return {"member_id": charge.member_id, "merchant_uid": charge.merchant_uid, **about}
    named = Checkout.merchant_uid == event.merchant_uid
    checkout = session.scalar(select(Checkout).where(named)) if event.merchant_uid else None
    if checkout is not None:
        return {"member_id": checkout.member_id, "merchant_uid": checkout.merchant_uid}
    record = row_named(session, event.imp_uid)
    if record is not None and record.member_id is not None:
        return {"member_id": record.member_id, "amount": record.amount}
    return None


def _close_what_is_done(session: Session, failed: set[str], now: datetime) -> None:
    """Neither given up nor being tried once more."""
    told = session.scalars(_TOLD).all()
    if not set(told) - failed:
        return
    tried = session.scalars(
        select(InboxEvent).where(
            text(UNFINISHED), InboxEvent.state == InboxState.NEW, InboxEvent.last_error != ""
        )
    )
    waiting = failed | {_subject(session, event) for event in tried}
    for subject in told:
        if subject not in waiting:
            done = FindingAnswer.EVENT_ANSWERED
            close_finding(session, FindingKind.EVENT_FAILED, subject, now=now, answer=done)


def take_in_again(system: System, asked: AskedCure) -> None:
    """Replay the dead letters of a finding; it closes when they have been taken in."""
    with system.database.writing() as session:
        for event in _of(session, asked):
            replay_event(session, event.id, actor=asked.actor, now=system.clock.now())


def leave_as_it_came(system: System, asked: AskedCure) -> None:
    with system.database.writing() as session:
        for event in _of(session, asked):
            event.state = InboxState.LEFT
        asked.close(session, system.clock.now())


def _of(session: Session, asked: AskedCure) -> Sequence[InboxEvent]:
    return _failed(session).get(asked.subject, [])
