"""Notices to members for 고지: who was not told, what was sent, and what the team was not told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.untold_member import untold
from billing_core.models import Member, MemberContact, MemberNotice, NoticeText, TeamNotice
from billing_core.rules.notice import NoticeKind, NoticeState

_STUMBLED = 3  # tries


@dataclass(frozen=True)
class NoticeRow:
    """A notice and its member, by name and id; `email` and `phone` as they are known now."""

    notice: MemberNotice
    app_id: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class NoticePage:
    rows: Sequence[NoticeRow]
    next: int | None
    total: int


def untold_page(session: Session, *, limit: int, after: int | None = None) -> NoticePage:
    """Who was not told, the newest first."""
    return _page(session, untold(), limit, after)


def told_page(session: Session, *, limit: int, after: int | None = None) -> NoticePage:
    """Every other notice: sent, waiting, no longer needed, or told another way."""
    return _page(session, ~untold(), limit, after)


def _page(
    session: Session, where: ColumnElement[bool], limit: int, after: int | None
) -> NoticePage:
    wanted = (
        select(MemberNotice, Member.app_id, Member.name, MemberContact.email, MemberContact.phone)
        .join(Member, Member.id == MemberNotice.member_id)
        .outerjoin(MemberContact, MemberContact.member_id == Member.id)
        .where(where)
        .order_by(MemberNotice.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        wanted = wanted.where(MemberNotice.id < after)
    found = [
        NoticeRow(notice, app_id, name, email or "", phone or "")
        for notice, app_id, name, email, phone in session.execute(wanted)
    ]
    total = session.scalar(select(func.count(MemberNotice.id)).where(where)) or 0
    following = found[limit - 1].notice.id if len(found) > limit else None
    return NoticePage(found[:limit], following, total)


def versions_of(session: Session, kind: NoticeKind) -> Sequence[NoticeText]:
    """The newest first; none while the text that came with the program was never used."""
    of_kind = select(NoticeText).where(NoticeText.kind == kind)
    return session.scalars(of_kind.order_by(NoticeText.version.desc())).all()


def texts_by_version(
    session: Session, rows: Sequence[NoticeRow]
) -> dict[tuple[NoticeKind, int], NoticeText]:
    kinds = {row.notice.kind for row in rows}
    found = session.scalars(select(NoticeText).where(NoticeText.kind.in_(kinds)))
    return {(one.kind, one.version): one for one in found}


def team_not_told(session: Session, now: datetime) -> Sequence[TeamNotice]:
    """What the team should have heard this week and did not, or not yet after several tries."""
    stumbling = (TeamNotice.state == NoticeState.QUEUED) & (TeamNotice.attempts >= _STUMBLED)
    return session.scalars(
        select(TeamNotice)
        .where(
            TeamNotice.made_at >= now - timedelta(days=7),
            or_(TeamNotice.state == NoticeState.FAILED, stumbling),
        )
        .order_by(TeamNotice.id.desc())
    ).all()


def team_mail(session: Session, limit: int) -> Sequence[TeamNotice]:
    """What the team was told last, the newest first."""
    told = select(TeamNotice).where(TeamNotice.state == NoticeState.DELIVERED)
    return session.scalars(told.order_by(TeamNotice.id.desc()).limit(limit)).all()
