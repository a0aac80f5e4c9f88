"""An alert to the team about what costs money, within a minute, once for each thing (a job)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Finding, TeamNotice
from billing_core.notices.channels import team_channel_kinds
from billing_core.notices.queue_team import queue_for_team
from billing_core.rules.calendar import Month
from billing_core.rules.finding import FindingKind
from billing_core.rules.notice import NoticeState, TeamNoticeKind
from billing_core.seals.state import differences_kept, seal_state
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.wording import team_notices as w
from billing_core.wording.findings import FINDING_LABELS
from billing_core.wording.member_pages import WON_FORM

EVERY = timedelta(minutes=1)
NOBODY_TO_TELL = timedelta(minutes=10)
# What is older was open before anybody could be told, and stands in the morning brief.
FRESH = timedelta(days=2)
_COSTING = [kind for kind in FindingKind if kind.costs_money]


def make_alerts(system: System) -> datetime:
    """Queue what is new; returns when to look again."""
    now = system.clock.now()
    settings = system.settings
    if not team_channel_kinds(settings):
        return now + NOBODY_TO_TELL
    with system.database.reading() as session:
        found = _untold_findings(session, now)
        seals = _broken_seals(session)
    recovery = f"recovery:{Month.of(now)}" if settings.gateway_recovery else ""
    if not (found or seals or recovery):
        return now + EVERY
    with system.database.writing() as session:
        for kind, findings in found.items():
            _tell_findings(session, settings, kind, findings, now)
        link = f"{settings.dashboard_address}/health"
        for subject, what, said in (
            (seals, w.SEALS_TITLE, w.SEALS_BROKEN),
            (recovery, w.RECOVERY_TITLE, w.RECOVERY),
        ):
            if subject:
                title = w.ALERT_TITLE.format(what=what)
                body = said.format(link=link)
                queue_for_team(
                    session,
                    settings,
                    TeamNoticeKind.ALERT,
                    subject=subject,
                    title=title,
                    body=body,
                    now=now,
                )
    return now + EVERY


def _untold_findings(session: Session, now: datetime) -> dict[FindingKind, list[Finding]]:
    opened = session.scalars(
        select(Finding)
        .where(
            Finding.kind.in_(_COSTING),
            Finding.resolved_at.is_(None),
            Finding.opened_at >= now - FRESH,
        )
        .order_by(Finding.id)
    ).all()
    if not opened:
        return {}
    told = set(
        session.scalars(
            select(TeamNotice.subject).where(
                TeamNotice.kind == TeamNoticeKind.ALERT,
                TeamNotice.subject.in_([_subject(one) for one in opened]),
            )
        )
    )
    found: dict[FindingKind, list[Finding]] = defaultdict(list)
    for finding in opened:
        if _subject(finding) not in told:
            found[finding.kind].append(finding)
    return found


def _subject(finding: Finding) -> str:
    """One that has come back is told again."""
    return f"finding:{finding.id}:{finding.opened_at:%Y%m%dT%H%M%S}"


def _tell_findings(
    session: Session,
    settings: Settings,
    kind: FindingKind,
    findings: Sequence[Finding],
    now: datetime,
) -> None:
    """Several of one kind are one message, so that a bad night is no burst."""
    what = FINDING_LABELS[kind][0]
    title = w.ALERT_TITLE.format(what=what)
    body = w.ALERT.format(
        what=what,
        n=len(findings),
        won=WON_FORM[0].format(won=sum(one.amount for one in findings)),
        link=f"{settings.dashboard_address}/health",
    )
    for place, finding in enumerate(findings):
        queue_for_team(
            session,
            settings,
            TeamNoticeKind.ALERT,
            subject=_subject(finding),
            title=title,
            body=body,
            now=now,
            state=NoticeState.OVERTAKEN if place else NoticeState.QUEUED,
        )


def _broken_seals(session: Session) -> str:
    """The subject of the alert: another difference is another alert; empty where all is well."""
    state = seal_state(session)
    broken = differences_kept(state) if state else []
    if not broken:
        return ""
    said = ",".join(sorted(f"{one.flaw}:{one.seal}:{one.table}" for one in broken))
    return "seals:" + hashlib.sha256(said.encode()).hexdigest()[:24]
