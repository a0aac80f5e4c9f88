"""The texts of notices: the company writes its own, and every version that was is kept."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import NoticeText
from billing_core.rules import notice_text
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.notice import NoticeKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.wording.notice_holes import names_for
from billing_core.wording.notice_texts import FIRST_TEXTS


def text_in_use(session: Session, kind: NoticeKind) -> NoticeText | None:
    """The newest version; None while nobody has ever sent or changed one."""
    newest = select(NoticeText).where(NoticeText.kind == kind).order_by(NoticeText.version.desc())
    return session.scalar(newest.limit(1))


def keep_first_text(session: Session, kind: NoticeKind, now: datetime) -> NoticeText:
    """The text in use. What came with the program is kept as a version when it is first used, so
    that a notice still says what it said after an update that words it better. Of a text that
    nobody has changed the better one takes the place."""
    in_use = text_in_use(session, kind)
    if in_use is not None and not _outdated(in_use):
        return in_use
    hold(session, f"notice-text:{kind}")
    in_use = text_in_use(session, kind)
    if in_use is None or _outdated(in_use):
        subject, body = FIRST_TEXTS[kind]
        version = in_use.version + 1 if in_use else 1
        in_use = NoticeText(kind=kind, version=version, subject=subject, body=body, made_at=now)
        session.add(in_use)
        session.flush()
    return in_use


def _outdated(text: NoticeText) -> bool:
    return not text.made_by and (text.subject, text.body) != FIRST_TEXTS[text.kind]


def change_notice_text(
    session: Session, kind: NoticeKind, subject: str, body: str, *, actor: Actor, now: datetime
) -> int:
    """Make a new version, and return its number; the same text again is no new one.

    Raises Refusal: "not_allowed", "notice_empty", "notice_too_long", "notice_hole", "notice_brace".
    """
    require_administrator(actor, Guarded.CHANGE_NOTICE_TEXT)
    subject, body = subject.strip(), body.strip().replace("\r\n", "\n")
    require_good_text(kind, subject, body)
    before = keep_first_text(session, kind, now)
    hold(session, f"notice-text:{kind}")
    if (before.subject, before.body) == (subject, body):
        return before.version
    newest = select(func.max(NoticeText.version)).where(NoticeText.kind == kind)
    version = (session.scalar(newest) or 0) + 1
    session.add(
        NoticeText(
            kind=kind, version=version, subject=subject, body=body, made_at=now, made_by=actor.name
        )
    )
    record_act(
        session,
        Act.NOTICE_TEXT_CHANGED,
        at=now,
        actor=actor,
        member_id=None,
        subject=str(kind),
        version=version,
    )
    return version


def require_good_text(kind: NoticeKind, subject: str, body: str) -> None:
    """Raises Refusal: "notice_empty", "notice_too_long", "notice_hole", "notice_brace"."""
    if not subject or not body or "\n" in subject:
        raise Refusal(RefusalCode.NOTICE_EMPTY)
    if len(subject) > notice_text.LONGEST_SUBJECT or len(body) > notice_text.LONGEST_BODY:
        raise Refusal(
            RefusalCode.NOTICE_TOO_LONG,
            subject=notice_text.LONGEST_SUBJECT,
            body=notice_text.LONGEST_BODY,
        )
    known = names_for(kind)
    for name in notice_text.holes_in(subject) + notice_text.holes_in(body):
        if name not in known:
            raise Refusal(RefusalCode.NOTICE_HOLE, hole=name, known=", ".join(known))
    if notice_text.has_lone_brace(subject) or notice_text.has_lone_brace(body):
        raise Refusal(RefusalCode.NOTICE_BRACE)
