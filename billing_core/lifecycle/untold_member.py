"""Members who could not be told (고지하지 못한 회원): a person tells them, or sends it once more."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import MemberNotice
from billing_core.models.base import one_of
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.notice import NOT_TOLD, NoticeState
from billing_core.rules.refusal import Refusal, RefusalCode

LONGEST_NOTE = 400


def untold() -> ColumnElement[bool]:
    """The condition of the list: could not be sent, and nobody has told the member since."""
    return one_of(MemberNotice.state, NOT_TOLD) & MemberNotice.told_at.is_(None)


def mark_told(session: Session, notice_id: int, how: str, *, actor: Actor, now: datetime) -> None:
    """The member was told another way, by phone for example. Raises Refusal: "not_allowed",
    "no_note", "notice_settled"."""
    require_approver(actor, Guarded.MARK_TOLD)
    if not how.strip():
        raise Refusal(RefusalCode.NO_NOTE, subject=str(notice_id))
    notice = _untold_notice(session, notice_id)
    notice.told_at, notice.told_by = now, actor.name
    notice.told_how = how.strip()[:LONGEST_NOTE]
    _write_down(session, notice, Act.NOTICE_TOLD, actor, now, reason=notice.told_how)


def send_again(session: Session, notice_id: int, *, actor: Actor, now: datetime) -> None:
    """Send it once more, by whichever way reaches the member now. Raises Refusal: "not_allowed",
    "notice_settled"."""
    require_approver(actor, Guarded.SEND_NOTICE_AGAIN)
    notice = _untold_notice(session, notice_id)
    notice.state, notice.reason, notice.channel = NoticeState.QUEUED, None, None
    notice.queued_at = notice.run_at = now
    notice.attempts, notice.last_error, notice.settled_at = 0, "", None
    _write_down(session, notice, Act.NOTICE_SEND_AGAIN_ASKED, actor, now)


def _untold_notice(session: Session, notice_id: int) -> MemberNotice:
    notice = session.get(MemberNotice, notice_id, with_for_update=True)
    if notice is None or not notice.state.not_told or notice.told_at is not None:
        raise Refusal(RefusalCode.NOTICE_SETTLED)
    return notice


def _write_down(
    session: Session,
    notice: MemberNotice,
    act: Act,
    actor: Actor,
    now: datetime,
    **detail: str,
) -> None:
    record_act(
        session,
        act,
        at=now,
        actor=actor,
        member_id=notice.member_id,
        subject=str(notice.id),
        notice=str(notice.kind),
        **detail,
    )
