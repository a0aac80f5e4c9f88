"""Let the demo's time pass: the gateway's clock and ours together, with the work in between.

The sidecar's own worker runs meanwhile and may take any piece of the work; every piece is
claimed, so it is done once whoever does it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from billing_core.demo_clock import DemoClock
from billing_core.models import (
    Charge,
    EntryKind,
    InboxEvent,
    InboxState,
    Job,
    JobKind,
    LedgerEntry,
    Subscription,
)
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.calendar import KST, kst_date, kst_instant
from billing_core.rules.charge import ChargeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.remote import SandboxRemote
from billing_core.system import System
from billing_core.worker import COME_BACK, Worker

Progress = Callable[[datetime], None]

_AT_EVERY_STOP = (JobKind.ROUND, JobKind.TELL_ENDING)
_DUE = (  # also what somebody is working on
    CompiledQuery(select(Job.id).where(Job.run_at <= bindparam("now")).limit(1)),
    CompiledQuery(
        select(InboxEvent.id)
        .where(InboxEvent.state == InboxState.NEW, InboxEvent.run_at <= bindparam("now"))
        .limit(1)
    ),
)
JUST_AFTER = timedelta(minutes=1)
QUIET_WITHIN_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Passed:
    """What the time brought: charges paid and refused, and subscriptions that ended."""

    until: datetime
    paid: int
    failed: int
    ended: int


def advance_demo(system: System, days: int, on_progress: Progress | None = None) -> Passed:
    """Moves both clocks `days` ahead; `on_progress` hears every instant that is reached.

    Raises Refusal: "not_a_demo", "sandbox_away".
    """
    clock = system.clock
    if not system.settings.demo or not isinstance(clock, DemoClock):
        raise Refusal(RefusalCode.NOT_A_DEMO)
    worker = Worker(system)
    with system.database.reading() as session:
        before = _counts(session)
    try:
        with SandboxRemote(system.settings.gateway_url) as sandbox:
            worker.tick()
            stops = list(_stops(clock.now(), days, system.settings.charge_hour))
            with _rounds_at_the_end(system, stops[-1]):
                morning = _last_morning(stops, system.settings.charge_hour)
                for instant in stops:
                    if instant == morning:  # the team's brief, of that day alone
                        _put(system, Job.kind == JobKind.BRIEF, instant)
                    clock.move_to(instant)
                    _catch_up(sandbox, instant)
                    _work_until_quiet(system, worker)
                    if on_progress is not None:
                        on_progress(instant)
            _work_until_quiet(system, worker)
    except httpx.TransportError as error:
        raise Refusal(RefusalCode.SANDBOX_AWAY, cause=str(error)) from error
    with system.database.reading() as session:
        paid, failed, ended = (
            after - was for after, was in zip(_counts(session), before, strict=True)
        )
    return Passed(clock.now(), paid, failed, ended)


@contextmanager
def _rounds_at_the_end(system: System, end: datetime) -> Iterator[None]:
    """What reads both books again, compares and seals on a cadence does so once, when the time has
    passed; also where a click stops it half-way. The round is made at every stop: it ends what is
    over; and who is about to end is told on the day."""
    rounds = Job.kind.in_([kind for kind in COME_BACK if kind not in _AT_EVERY_STOP])

    _put(system, rounds, end)
    try:
        yield
    finally:
        _put(system, rounds, system.clock.now())


def _put(system: System, jobs: ColumnElement[bool], instant: datetime) -> None:
    with system.database.writing() as session:
        session.execute(update(Job).where(jobs).values(run_at=instant))


def _last_morning(stops: Sequence[datetime], charge_hour: int) -> datetime | None:
    charging = (one for one in reversed(stops) if one.astimezone(KST).hour == charge_hour)
    return next(charging, None)


def _stops(now: datetime, days: int, charge_hour: int) -> Iterator[datetime]:
    """Just after each midnight, when paid time ends, and each hour of charging; then the end."""
    end = now + timedelta(days=days)
    for number in range(days + 1):
        day = kst_date(now + timedelta(days=number))
        for hour in (0, charge_hour):
            instant = kst_instant(day, hour) + JUST_AFTER
            if now < instant < end:
                yield instant
    yield end


def _catch_up(sandbox: SandboxRemote, instant: datetime) -> None:
    """The gateway comes after us, so that what it tells never lies in our future. It answers
    when everything due has run and every webhook is out."""
    wanted = int(instant.timestamp())
    if sandbox.now() < wanted:
        sandbox.move_to(wanted)


def _work_until_quiet(system: System, worker: Worker) -> None:
    """Until nothing is due, whoever is on it. Bounded: what takes longer is done a stop later."""
    deadline = time.monotonic() + QUIET_WITHIN_SECONDS
    while True:
        worker.tick()
        if not _something_is_due(system) or time.monotonic() > deadline:
            return
        time.sleep(LOOK_EVERY_SECONDS)


def _something_is_due(system: System) -> bool:
    now = system.clock.now()
    with system.database.looking() as looking:
        return any(plain_rows(looking, one, now=now) for one in _DUE)


def _counts(session: Session) -> tuple[int, int, int]:
    counts = (
        select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == EntryKind.PAYMENT),
        select(func.count()).select_from(Charge).where(Charge.state == ChargeState.FAILED),
        select(func.count())
        .select_from(Subscription)
        .where(Subscription.status == SubscriptionStatus.ENDED),
    )
    paid, failed, ended = (session.scalar(count) or 0 for count in counts)
    return paid, failed, ended
