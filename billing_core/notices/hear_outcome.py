"""What the company's sender says later of a message that it had taken: that it arrived, or did not.

Said twice, late, or before our own call was answered, it is the same; what arrived has arrived.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.models import Member, MemberContact, MemberNotice
from billing_core.notices.channels import has_mail
from billing_core.notices.tell_members import settle
from billing_core.rules.notice import NoticeChannel, NoticeReason, NoticeState, notice_number
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import Settings

_OVER = (NoticeState.DELIVERED, NoticeState.OVERTAKEN)


def hear_outcome(
    session: Session,
    settings: Settings,
    member: Member,
    webhook_id: str,
    *,
    delivered: bool,
    now: datetime,
) -> NoticeState:
    """How the notice stands then. One that did not arrive goes by e-mail, or a person is asked.

    Raises Refusal: "member_forgotten", "unknown_notice".
    """
    require_not_forgotten(member)
    notice = _notice_of(session, member, webhook_id)
    if notice.channel is not NoticeChannel.SENDER or notice.told_at or notice.state in _OVER:
        return notice.state
    if delivered:
        _settle(session, notice, NoticeState.DELIVERED, None, now)
    elif notice.state is NoticeState.SENT and _by_mail(session, settings, member):
        notice.state, notice.channel = NoticeState.QUEUED, NoticeChannel.EMAIL
        notice.attempts, notice.run_at, notice.settled_at = 0, now, None
    elif notice.state is not NoticeState.FAILED:
        _settle(session, notice, NoticeState.FAILED, NoticeReason.SENDER_REFUSED, now)
    return notice.state


def _notice_of(session: Session, member: Member, webhook_id: str) -> MemberNotice:
    """A member has few of them, so the number need not stand in the book."""
    theirs = session.execute(
        select(MemberNotice.id, MemberNotice.kind, MemberNotice.event).where(
            MemberNotice.member_id == member.id
        )
    )
    for number, kind, event in theirs:
        if f"msg_{notice_number(kind, event)}" == webhook_id:
            return session.get_one(
                MemberNotice, number, with_for_update=True, populate_existing=True
            )
    raise Refusal(RefusalCode.NOTICE_UNKNOWN, member=member.app_id, notice=webhook_id)


def _by_mail(session: Session, settings: Settings, member: Member) -> bool:
    contact = session.get(MemberContact, member.id)
    return has_mail(settings) and contact is not None and bool(contact.email)


def _settle(
    session: Session,
    notice: MemberNotice,
    state: NoticeState,
    reason: NoticeReason | None,
    now: datetime,
) -> None:
    notice.state = NoticeState.QUEUED  # settled once more, by what is known now
    settle(session, notice, state, reason, now=now)
