"""The morning brief to the team (a daily job): sentences with their ways into the desk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from billing_core.desk.loops import loops_now
from billing_core.desk.morning import Morning, morning
from billing_core.desk.todays_work import TodaysWork, todays_work
from billing_core.desk.waiting import waiting
from billing_core.notices.channels import team_channel_kinds
from billing_core.notices.queue_team import queue_for_team
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import KST, kst_date
from billing_core.rules.notice import TeamNoticeKind
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.wording import team_notices as w
from billing_core.wording import todays_work as work_words
from billing_core.wording.languages import KOREAN
from billing_core.wording.member_pages import DAY_FORM, WEEKDAYS, WON_FORM
from billing_core.wording.roll_ups import OF_A_MONTH

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
            as_of = AsOf(now, system.settings.grace_days)
            work = todays_work(session, waiting(session), as_of)
            loops = loops_now(session, system.wall_clock.now())
        # One that never turned belongs to a company that is only being set up.
        standing = sum(bool(each.standing and each.turned_at) for each in loops)
        desk = system.settings.dashboard_address
        title, body = brief_said(work, told, now, desk, standing=standing)
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


def brief_said(
    work: TodaysWork, told: Morning, at: datetime, desk: str, *, standing: int = 0
) -> tuple[str, str]:
    """Title and text; `desk` is the address of the dashboard, `standing` how many loops in the
    background stand still. What is zero is left out. What waits for a person is what 현황 says at
    that instant, in its words and its order."""
    lines = _counted(w.STANDING, standing, desk)
    if work.left:
        lines.append(_said(work_words.WORK_LEFT, n=work.left))
        lines += [f"{said} {desk}/{page}" for number, said, page in _waits(work) if number]
    lines += _counted(w.UNDELIVERED, work.waiting.undelivered, desk)
    lines += _counted(w.RED, told.red, desk)
    lines = lines or [w.NOTHING_WAITS.format(link=f"{desk}/")]
    lines.append(w.AS_OF.format(time=f"{at.astimezone(KST):%H:%M}", link=f"{desk}/"))
    lines += ["", _yesterday(work, told)]
    if told.newest_seal is not None:
        number, head = told.newest_seal
        lines.append(w.SEAL.format(number=number, head=head))
    return w.BRIEF_TITLE.format(day=_day(kst_date(at))), "\n".join(lines)


def _counted(line: str, number: int, desk: str) -> list[str]:
    return [line.format(n=f"{number:,}", link=f"{desk}/health")] if number else []


def _waits(work: TodaysWork) -> Iterator[tuple[int, str, str]]:
    """How much, what is said of it, and the page."""
    waits, owed, late = work.waiting, work.refunds_owed, work.overdue_claims
    yield waits.to_check, _said(work_words.TO_CHECK, n=waits.to_check), "health"
    said = _said(work_words.REFUNDS_OWED, n=owed.number, won=_won(owed.won))
    yield owed.number, said, "health?view=owed"
    claims = work_words.CLAIMS_LATE if late else work_words.CLAIMS
    yield waits.claims, _said(claims, n=waits.claims, late=late), "refund_claims"
    yield work.long_held, _said(work_words.LONG_HELD, n=work.long_held), "approvals?view=held"
    yield waits.due, _said(work_words.DUE, n=waits.due), "approvals?view=due"
    yield waits.failing, _said(work_words.FAILING, n=waits.failing), "payments?view=failed"
    yield waits.complaints, _said(work_words.COMPLAINTS, n=waits.complaints), "refund_claims"
    yield waits.untold, _said(work_words.UNTOLD, n=waits.untold), "notices"
    if month := work.closable:
        named = OF_A_MONTH[KOREAN].format(year=month.year, month=month.month)
        yield 1, _said(work_words.CLOSABLE, month=named), f"month_close?month={month}"


def _said(words: tuple[str, str], **blanks: int | str) -> str:
    written = {
        name: f"{each:,}" if isinstance(each, int) else each for name, each in blanks.items()
    }
    return words[KOREAN].format(**written)


def _yesterday(work: TodaysWork, told: Morning) -> str:
    return w.YESTERDAY.format(
        day=_day(work.yesterday),
        paid=f"{work.paid.number:,}",
        paid_won=_won(work.paid.won),
        refunded=f"{told.refunded.number:,}",
        refunded_won=_won(told.refunded.won),
        failed=f"{work.failed.number:,}",
        failed_won=_won(work.failed.won),
        cancelled=f"{told.cancelled:,}",
    )


def _won(won: int) -> str:
    return WON_FORM[KOREAN].format(won=won)


def _day(day: date) -> str:
    return DAY_FORM[KOREAN].format(day=day, weekday=WEEKDAYS[KOREAN][day.weekday()])
