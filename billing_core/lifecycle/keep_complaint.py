"""Complaints and disputes (민원 · 분쟁) of members: received, answered, and their result."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Complaint, Member
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.refusal import Refusal, RefusalCode

_MOST = 1_000  # letters


def receive_complaint(
    session: Session,
    member: Member,
    *,
    complaint_id: str,
    kind: ComplaintKind,
    channel: ComplaintChannel,
    received_at: datetime,
    said: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down what a member complains of. `received_at` is when it came, not in the future.

    Raises Refusal: "not_allowed", "member_forgotten", "no_note", "in_future".
    """
    require_approver(actor, Guarded.RECORD_COMPLAINT)
    require_not_forgotten(member)
    said = _text(said)
    if received_at > now:
        raise Refusal(RefusalCode.IN_FUTURE)
    session.add(
        Complaint(
            id=complaint_id,
            member_id=member.id,
            kind=kind,
            channel=channel,
            received_at=received_at,
            received_by=actor.name,
            said=said,
        )
    )
    record_act(
        session,
        Act.COMPLAINT_RECEIVED,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=complaint_id,
        kind=str(kind),
        channel=str(channel),
        received_at=received_at,
        reason=said[:400],
    )


def answer_complaint(
    session: Session, complaint_id: str, *, answer: str, actor: Actor, now: datetime
) -> None:
    """Write down what the member was told. Raises Refusal: "not_allowed", "no_note",
    "unknown_complaint", "already_closed"."""
    require_approver(actor, Guarded.RECORD_COMPLAINT)
    complaint = _open_one(session, complaint_id)
    complaint.answer = _text(answer)
    complaint.answered_at, complaint.answered_by = now, actor.name
    _record(session, complaint, Act.COMPLAINT_ANSWERED, complaint.answer, actor=actor, now=now)


def close_complaint(
    session: Session, complaint_id: str, *, result: str, actor: Actor, now: datetime
) -> None:
    """Write down what came of it; from here on it is kept for as long as the law wants. Raises
    Refusal: "not_allowed", "no_note", "unknown_complaint", "already_closed"."""
    require_approver(actor, Guarded.RECORD_COMPLAINT)
    complaint = _open_one(session, complaint_id)
    complaint.result = _text(result)
    complaint.closed_at, complaint.closed_by = now, actor.name
    _record(session, complaint, Act.COMPLAINT_CLOSED, complaint.result, actor=actor, now=now)


def _open_one(session: Session, complaint_id: str) -> Complaint:
    complaint = session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if complaint is None:
        raise Refusal(RefusalCode.COMPLAINT_UNKNOWN, complaint=complaint_id)
    if complaint.closed_at is not None:
        raise Refusal(RefusalCode.COMPLAINT_CLOSED, complaint=complaint_id)
    return complaint


def _text(typed: str) -> str:
    if not typed.strip():
        raise Refusal(RefusalCode.COMPLAINT_EMPTY)
    return typed.strip()[:_MOST]


def _record(
    session: Session, complaint: Complaint, act: Act, said: str, *, actor: Actor, now: datetime
) -> None:
    record_act(
        session,
        act,
        at=now,
        actor=actor,
        member_id=complaint.member_id,
        subject=complaint.id,
        reason=said[:400],
    )
