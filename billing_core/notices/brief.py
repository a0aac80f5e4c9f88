"""The morning brief to the team (a daily job): sentences with their ways into the desk."""

from datetime import UTC, date, datetime, timedelta

from billing_core.desk.loops import loops_now
from billing_core.desk.morning import Morning, morning
from billing_core.notices.channels import team_channel_kinds
from billing_core.notices.queue_team import queue_for_team
from billing_core.rules.calendar import KST, kst_date
from billing_core.rules.notice import TeamNoticeKind
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.wording import team_notices as w
from billing_core.wording.member_pages import DAY_FORM, WEEKDAYS, WON_FORM

TOO_LATE = timedelta(hours=6)  # nobody reads in the evening what waited in the morning


def make_brief(system: System) -> datetime:
    """Queue today's brief on every channel of the team, once a day; returns when the next is."""
    now = system.clock.now()
    today = _at(system.settings, kst_date(now))
    if now < today:
        return today
    if now < today + TOO_LATE and team_channel_kinds(system.settings):
        recovery = system.settings.gateway_recovery
        with system.database.reading() as session:
            told = morning(session, now, recovery=recovery)
            loops = loops_now(session, system.wall_clock.now())
        # One that never turned belongs to a company that is only being set up.
        standing = sum(bool(each.standing and each.turned_at) for each in loops)
        desk = system.settings.dashboard_address
        title, body = brief_said(told, kst_date(now), desk, standing=standing)
        with system.database.writing() as session:
            queue_for_team(
                session,
                system.settings,
                TeamNoticeKind.BRIEF,
                subject=str(kst_date(now)),
                title=title,
                body=body,
                now=now,
            )
    return _at(system.settings, kst_date(now) + timedelta(days=1))


def _at(settings: Settings, day: date) -> datetime:
    return datetime.combine(day, settings.brief_at, KST).astimezone(UTC)


def brief_said(told: Morning, day: date, desk: str, *, standing: int = 0) -> tuple[str, str]:
    """Title and text; `desk` is the address of the dashboard, `standing` how many loops in the
    background stand still. What is zero is left out."""
    waits, owed = told.waiting, told.refunds_owed
    counted = (
        (w.STANDING, standing, 0, "health"),
        (w.DUE, waits.due, 0, "approvals"),
        (w.HELD, waits.held, 0, "approvals"),
        (w.FAILING, waits.failing, 0, "payments"),
        (w.CLAIMS, waits.claims, 0, "refund_claims"),
        (w.OVERDUE_CLAIMS, told.overdue_claims, 0, "refund_claims"),
        (w.COMPLAINTS, waits.complaints, 0, "refund_claims"),
        (w.FINDINGS, waits.findings, told.findings_won, "health"),
        (w.REFUNDS_OWED, owed.number, owed.won, "health"),
        (w.UNTOLD, waits.untold, 0, "notices"),
        (w.UNDELIVERED, waits.undelivered, 0, "health"),
        (w.RED, told.red, 0, "health"),
    )
    lines = [
        line.format(n=f"{number:,}", won=_won(won), link=f"{desk}/{page}")
        for line, number, won, page in counted
        if number
    ]
    lines = lines or [w.NOTHING_WAITS.format(link=f"{desk}/")]
    lines += ["", _yesterday(told)]
    if told.newest_seal is not None:
        number, head = told.newest_seal
        lines.append(w.SEAL.format(number=number, head=head))
    return w.BRIEF_TITLE.format(day=_day(day)), "\n".join(lines)


def _yesterday(told: Morning) -> str:
    return w.YESTERDAY.format(
        day=_day(told.yesterday),
        paid=f"{told.paid.number:,}",
        paid_won=_won(told.paid.won),
        refunded=f"{told.refunded.number:,}",
        refunded_won=_won(told.refunded.won),
        failed=f"{told.failed.number:,}",
        failed_won=_won(told.failed.won),
        cancelled=f"{told.cancelled:,}",
    )


def _won(won: int) -> str:
    return WON_FORM[0].format(won=won)


def _day(day: date) -> str:
    return DAY_FORM[0].format(day=day, weekday=WEEKDAYS[0][day.weekday()])
