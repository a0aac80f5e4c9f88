"""오늘 할 일 as a list that can be finished: a line for each kind of work, one click from it. Before
the first member it is 처음 준비: what to do first, each line with its live light.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import streamlit as st

from billing_core.desk.set_up import SetUp
from billing_core.desk.todays_work import TodaysWork
from billing_core.settings import DEFAULT_PLANS
from dashboard.pages.today import words as w
from dashboard.parts import desk
from dashboard.parts.address import MONTH, VIEW, page_file
from dashboard.parts.language import Words, brief_moment, count, moment, month_name, relative, won
from dashboard.parts.markup import Tone, plain, section

# A notice comes within seconds of its payment, and the worker sweeps every ten minutes.
NOTICE_LATE, NOTICE_GONE = timedelta(hours=1), timedelta(days=1)
SWEEP_LATE, SWEEP_GONE = timedelta(hours=1), timedelta(hours=6)
_A_TEAM = 2  # whoever is away has a deputy


@dataclass(frozen=True)
class WorkLine:
    """One line. `number` is how much waits; `address` the query of the page that has it, `page` ""
    where none does."""

    name: str
    number: int
    said: str
    page: str
    tone: Tone = Tone.WAITING
    address: Mapping[str, str] = field(default_factory=dict)


def work_list(work: TodaysWork, now: datetime) -> None:
    lines = list(_lines(work))
    waits = [line for line in lines if line.number]
    section(w.WORK_LEFT(n=count(work.left)) if waits else w.WORK())
    with st.container(key="work_list", gap=None):
        for line in waits:
            draw_line(line)
        if not waits:
            draw_line(WorkLine("done", 0, w.ALL_DONE(), "upcoming", Tone.HEALTHY))
        for line in (*_of_today(work), _heard(work, now), _swept(work, now)):
            draw_line(line)
    quiet = " · ".join(w.QUIET[line.name]() for line in lines if not line.number)
    if quiet and waits:
        st.caption(w.NOTHING_IN(what=quiet))


def _lines(work: TodaysWork) -> Iterator[WorkLine]:
    """What costs most first: money owed and what the law gives days for, then the rest."""
    waits = work.waiting
    red, due = Tone.CANCELLED, {VIEW: "due"}
    yield _counted("check", waits.to_check, w.TO_CHECK, "health", red)
    owed = w.REFUNDS_OWED(n=count(work.refunds_owed.number), won=won(work.refunds_owed.won))
    yield WorkLine("owed", work.refunds_owed.number, owed, "health", red, {VIEW: "owed"})
    late = work.overdue_claims
    claims = (w.CLAIMS_LATE if late else w.CLAIMS)(n=count(waits.claims), late=count(late))
    yield WorkLine("claims", waits.claims, claims, "refund_claims", red if late else Tone.WAITING)
    held = w.LONG_HELD(n=count(work.long_held))
    yield WorkLine("held", work.long_held, held, "approvals", red, {VIEW: "held"})
    yield WorkLine("due", waits.due, w.DUE(n=count(waits.due)), "approvals", address=due)
    failing, failed = w.FAILING(n=count(waits.failing)), {VIEW: "failed"}
    yield WorkLine("failing", waits.failing, failing, "payments", address=failed)
    yield _counted("complaints", waits.complaints, w.COMPLAINTS, "refund_claims")
    yield _counted("untold", waits.untold, w.UNTOLD, "notices")
    month = work.closable
    said = w.CLOSABLE(month=month_name(month)) if month else ""
    address = {MONTH: str(month)} if month else {}
    yield WorkLine("close", int(month is not None), said, "month_close", address=address)


def _counted(name: str, number: int, said: Words, page: str, tone: Tone = Tone.WAITING) -> WorkLine:
    return WorkLine(name, number, said(n=count(number)), page, tone)


def _of_today(work: TodaysWork) -> Iterator[WorkLine]:
    coming = w.COMING(n=count(work.coming.count), won=won(work.coming.won))
    said = coming if work.coming.count else w.NOTHING_COMING()
    yield WorkLine("coming", work.coming.count, said, "upcoming", Tone.PAID)
    yesterday = w.YESTERDAY(
        paid=count(work.paid.number), won=won(work.paid.won), failed=count(work.failed.number)
    )
    tone = Tone.WAITING if work.failed.number else Tone.PAID
    of_that_day = {VIEW: "all", "from": str(work.yesterday), "to": str(work.yesterday)}
    yield WorkLine("yesterday", work.paid.number, yesterday, "payments", tone, of_that_day)


def _heard(work: TodaysWork, now: datetime) -> WorkLine:
    at = work.waiting.last_webhook_at
    said = w.NO_WEBHOOK() if at is None else _ago(w.LAST_WEBHOOK, at, now)
    silent = work.unheard_since or now  # nothing was paid that no notice told of
    tone = _age(at and silent, now, NOTICE_LATE, NOTICE_GONE)
    return WorkLine(
        "heard", 0, f"{said}{w.UNHEARD() if work.unheard_since else ''}", "health", tone
    )


def _swept(work: TodaysWork, now: datetime) -> WorkLine:
    at = work.waiting.last_sweep_at
    said = w.NO_SWEEP() if at is None else _ago(w.LAST_SWEEP, at, now)
    return WorkLine("swept", 0, said, "health", _age(at, now, SWEEP_LATE, SWEEP_GONE))


def _ago(words: Words, at: datetime, now: datetime) -> str:
    return words(ago=relative(at, now), when=brief_moment(at, now))


def _age(at: datetime | None, now: datetime, late: timedelta, gone: timedelta) -> Tone:
    if at is None:
        return Tone.UNKNOWN
    if now - at > gone:
        return Tone.CANCELLED
    return Tone.WAITING if now - at > late else Tone.HEALTHY


def draw_line(line: WorkLine) -> None:
    """The sign in its colour, then the sentence: all of it is the way to the work, if that is
    done on a page."""
    sign = f":{line.tone.colour}[{line.tone.sign}]"
    label = f"{sign} {plain(line.said)}"
    with st.container(key=f"work_{line.name}"):
        if not line.page:
            st.markdown(label)
            return
        st.page_link(
            page_file(line.page),
            label=label,
            query_params=dict(line.address) or None,
            width="stretch",
        )


def set_up_list(done: SetUp) -> None:
    section(w.SET_UP(), w.SET_UP_HELP())
    with st.container(key="set_up_list", gap=None):
        for line in _set_up_lines(done):
            draw_line(line)


def _set_up_lines(done: SetUp) -> list[WorkLine]:
    read, heard, asked = done.read_at, done.heard_at, done.asked_at
    team = w.PEOPLE(n=count(done.people)) if done.people >= _A_TEAM else w.NO_PEOPLE()
    members = w.HAS_MEMBERS(n=count(done.members)) if done.members else w.NO_MEMBERS()
    return [
        _light("read", w.READ(when=moment(read)) if read else w.NOT_READ(), "health", read),
        _light("hears", w.HEARD(when=moment(heard)) if heard else w.NOT_HEARD(), "health", heard),
        _plans(),
        _light("app", w.ASKED(when=moment(asked)) if asked else w.NOT_ASKED(), "people", asked),
        _light("team", team, "people", done.people >= _A_TEAM),
        _light("members", members, "members" if done.members else "imports", done.members),
    ]


def _plans() -> WorkLine:
    """Those that the program comes with are an example, at which nobody should be charged."""
    plans = desk.the_system().settings.plans
    told = " · ".join(f"{plan.name} {won(plan.price)}" for plan in plans)
    own = plans != DEFAULT_PLANS
    return _light("plans", w.PLANS(plans=told) if own else w.NO_PLANS(plans=told), "", own)


def _light(name: str, said: str, page: str, there: object) -> WorkLine:
    return WorkLine(name, 0, said, page, Tone.HEALTHY if there else Tone.UNKNOWN)
