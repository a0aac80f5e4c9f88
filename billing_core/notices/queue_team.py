"""Queue a notice to the team on each of its channels, once for each subject."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.models import TeamNotice
from billing_core.notices.channels import team_channel_kinds
from billing_core.rules.notice import NoticeChannel, NoticeState, TeamNoticeKind
from billing_core.settings import Settings


def queue_for_team(
    session: Session,
    settings: Settings,
    kind: TeamNoticeKind,
    *,
    subject: str,
    title: str,
    body: str,
    now: datetime,
    state: NoticeState = NoticeState.QUEUED,
) -> None:
    """`state`: another one where this has been said with the text of another subject."""
    hold(session, "team-notices")
    for channel in team_channel_kinds(settings):
        for address in settings.team_mail_to if channel is NoticeChannel.EMAIL else ("",):
            known = select(TeamNotice.id).where(
                TeamNotice.kind == kind,
                TeamNotice.subject == subject,
                TeamNotice.channel == channel,
                TeamNotice.address == address,
            )
            if session.scalar(known) is not None:
                continue
            session.add(
                TeamNotice(
                    kind=kind,
                    subject=subject,
                    channel=channel,
                    address=address,
                    title=title,
                    body=body,
                    made_at=now,
                    run_at=now,
                    state=state,
                )
            )
            session.flush()
