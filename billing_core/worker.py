"""The background worker: drains the inbox, does the jobs that are due, delivers the outbox.

Any number of workers may run, in one process or many: every row is claimed by one
conditional UPDATE with a lease, and every step is idempotent should a lease run out.
It turns in four supervised loops, so that nobody waits for a mail server that hangs, or for a
reading of both books.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, bindparam, false, select, text

from billing_core.access_log.shorten import shorten_access_log
from billing_core.closing.recount import recount_closed_months
from billing_core.desk.keep_lights import keep_lights
from billing_core.forgetting.dispose import dispose
from billing_core.forgetting.wipe import wipe
from billing_core.gateway import Unauthorized, Unavailable
from billing_core.inbox.drain import drain_inbox, drain_strangers
from billing_core.jobs import ALWAYS, claim, finish, is_due, put_back, remind, wake_up
from billing_core.lifecycle.book_next import book_next
from billing_core.lifecycle.charge_now import charge_now
from billing_core.lifecycle.compare_roll_ups import compare_roll_ups
from billing_core.lifecycle.delete_key import delete_key
from billing_core.lifecycle.resolve_unknown import resolve_unknown
from billing_core.lifecycle.restored import is_just_restored
from billing_core.lifecycle.revoke_bookings import revoke_bookings
from billing_core.lifecycle.round import make_round
from billing_core.lifecycle.take_back import take_back_booking
from billing_core.lifecycle.tell_ending import tell_ending
from billing_core.lifecycle.watch_gateway import note_silence
from billing_core.models import InboxEvent, InboxState, Job, JobKind
from billing_core.models.base import UtcInstant, one_of
from billing_core.models.inbox_event import UNFINISHED
from billing_core.notices.alert import make_alerts
from billing_core.notices.brief import make_brief
from billing_core.notices.tell_members import tell_members
from billing_core.notices.tell_team import tell_team
from billing_core.outbox.deliver import deliver_messages
from billing_core.reconcile.compare_restored import compare_restored
from billing_core.reconcile.read_bookings import read_bookings
from billing_core.reconcile.sweep import sweep
from billing_core.rules.loop import LoopName
from billing_core.seals.keep_seals import keep_seals
from billing_core.supervisor import Loop, Supervisor
from billing_core.system import System

log = structlog.get_logger()

JOBS_AT_ONCE = 10
LETTERS_WAIT = timedelta(minutes=1)  # for what has to follow, such as the next try they tell of


def _sweep(system: System, _subject: str) -> datetime | None:
    return sweep(system)


def _round(system: System, _subject: str) -> datetime | None:
    return make_round(system)


def _bookings(system: System, _subject: str) -> datetime | None:
    return read_bookings(system)


def _lights(system: System, _subject: str) -> datetime | None:
    return keep_lights(system)


def _seal(system: System, _subject: str) -> datetime | None:
    return keep_seals(system)


def _recount(system: System, _subject: str) -> datetime | None:
    return recount_closed_months(system)


def _compare(system: System, _subject: str) -> datetime | None:
    return compare_roll_ups(system)


def _shorten(system: System, _subject: str) -> datetime | None:
    return shorten_access_log(system)


def _ending(system: System, _subject: str) -> datetime | None:
    return tell_ending(system)


def _brief(system: System, _subject: str) -> datetime | None:
    return make_brief(system)


def _alert(system: System, _subject: str) -> datetime | None:
    return make_alerts(system)


COME_BACK = (
    JobKind.ROUND,
    JobKind.SWEEP,
    JobKind.BOOKINGS,
    JobKind.RECOUNT,
    JobKind.COMPARE,
    JobKind.LIGHTS,
    JobKind.SEAL,
    JobKind.SHORTEN_ACCESS_LOG,
    JobKind.TELL_ENDING,
    JobKind.BRIEF,
    JobKind.ALERT,
)
# What each kind of job does; a returned instant means "look again then".
HANDLERS: dict[JobKind, Callable[[System, str], datetime | None]] = {
    JobKind.CHARGE_NOW: charge_now,
    JobKind.BOOK_NEXT: book_next,
    JobKind.REVOKE: revoke_bookings,
    JobKind.RESOLVE: resolve_unknown,
    JobKind.SWEEP: _sweep,
    JobKind.ROUND: _round,
    JobKind.RECOUNT: _recount,
    JobKind.COMPARE: _compare,
    JobKind.BOOKINGS: _bookings,
    JobKind.LIGHTS: _lights,
    JobKind.SEAL: _seal,
    JobKind.SHORTEN_ACCESS_LOG: _shorten,
    JobKind.TELL_ENDING: _ending,
    JobKind.BRIEF: _brief,
    JobKind.ALERT: _alert,
    JobKind.TAKE_BACK: take_back_booking,
    JobKind.DELETE_KEY: delete_key,
    JobKind.DISPOSE: dispose,
    JobKind.WIPE: wipe,
    JobKind.AFTER_RESTORE: compare_restored,
}
# All that is done of a restored book until it was compared: what it says of today is a week old.
WHILE_RESTORED = (
    one_of(Job.kind, [JobKind.AFTER_RESTORE, JobKind.WIPE, JobKind.LIGHTS, JobKind.SEAL]),
)


# Those that read both books or much of ours: what is due for a member does not wait for them.
READINGS = (
    JobKind.SWEEP,
    JobKind.BOOKINGS,
    JobKind.RECOUNT,
    JobKind.COMPARE,
    JobKind.LIGHTS,
    JobKind.SEAL,
    JobKind.SHORTEN_ACCESS_LOG,
    JobKind.DISPOSE,
    JobKind.WIPE,
)
_IS_READING = one_of(Job.kind, READINGS)
_IS_PROMPT = one_of(Job.kind, [kind for kind in JobKind if kind not in READINGS])
_NOW = bindparam("now", type_=UtcInstant)
_WORK_DUE = (
    select(Job.id).where(Job.run_at <= _NOW, _IS_PROMPT).limit(1),
    select(InboxEvent.id)
    .where(
        text(UNFINISHED),
        InboxEvent.state == InboxState.NEW,
        InboxEvent.stranger == false(),
        InboxEvent.run_at <= _NOW,
    )
    .limit(1),
)


class Worker:
    """`tick()` does all that is due in the caller's thread; `start()` does so from now on, in
    supervised loops of their own."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._last_tick: datetime | None = None
        self._letters_wait_since: datetime | None = None
        self.loops = (
            Loop(LoopName.WORK, self._work),
            Loop(LoopName.READINGS, self._read),
            Loop(LoopName.DELIVERY, self._deliver),
            Loop(LoopName.NOTICES, self._tell),
        )
        self.supervisor = Supervisor(system, self.loops)

    def start(self) -> None:
        self.supervisor.start()

    def stop(self) -> None:
        """Stop the loops: the steps in hand are finished, unless somebody does not answer."""
        self.supervisor.stop()

    def tick(self) -> int:
        """Work through everything that is due now; returns how much there was."""
        self._prepare_if_needed()
        done = 0
        while did := self._round():
            done += did
        return done

    def _round(self) -> int:
        """People are told when all else is done: no charge waits for a mail server, and a letter
        says what has followed, such as the next try. Strangers' notices come last of all."""
        if self._just_restored():
            return self.do_jobs(*WHILE_RESTORED)
        did = drain_inbox(self.system) + self.do_jobs() + deliver_messages(self.system)
        if did:
            return did
        return tell_members(self.system) + tell_team(self.system) + drain_strangers(self.system)

    def _work(self) -> int:
        self._prepare_if_needed()
        if self._just_restored():
            return self.do_jobs(*WHILE_RESTORED)
        return drain_inbox(self.system) + self.do_jobs(_IS_PROMPT)

    def _read(self) -> int:
        if self._just_restored():
            return 0
        return self.do_jobs(_IS_READING) or drain_strangers(self.system)

    def _deliver(self) -> int:
        return 0 if self._just_restored() else deliver_messages(self.system)

    def _tell(self) -> int:
        """As in `_round`, but not for ever: a gateway that hangs must not keep letters back."""
        if self._just_restored():
            return 0
        now = self.system.wall_clock.now()
        if not self._work_is_due():
            self._letters_wait_since = None
        elif now - (self._letters_wait_since or now) < LETTERS_WAIT:
            self._letters_wait_since = self._letters_wait_since or now
            return 0
        return tell_members(self.system) + tell_team(self.system)

    def _work_is_due(self) -> bool:
        now = self.system.clock.now()
        with self.system.database.reading() as session:
            return any(session.scalar(one, {"now": now}) is not None for one in _WORK_DUE)

    def _prepare_if_needed(self) -> None:
        now = self.system.clock.now()
        if self._last_tick is None or now < self._last_tick:
            self.prepare()
        self._last_tick = now

    def _just_restored(self) -> bool:
        """Asked every time: somebody may put back a backup and forget that we are running."""
        with self.system.database.looking() as looking:
            return is_just_restored(looking)

    def prepare(self) -> None:
        """At start-up, and when the clock was set back: put the recurring jobs on the agenda, and
        let nothing wait for a time that nobody would have chosen."""
        now = self.system.clock.now()
        with self.system.database.writing() as session:
            wake_up(session, now)
            for kind in COME_BACK:
                remind(session, kind, ALWAYS, now)

    def do_jobs(self, *which: ColumnElement[bool]) -> int:
        """Claim and do a batch of jobs that are due, or of `which` of them; returns how many. One
        that cannot even be put back does not stop the others; what it raised is raised then."""
        if not is_due(self.system.database, Job, self.system.clock.now(), which):
            return 0
        with self.system.database.writing() as session:
            now = self.system.clock.now()
            jobs = claim(session, Job, now, ready=which, limit=JOBS_AT_ONCE)
        trouble = None
        for job in jobs:
            if self.supervisor.stopping:
                break  # those that were not begun are given back
            try:
                self._do(job)
            except Exception as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        return len(jobs)

    def _do(self, job: Job) -> None:
        try:
            again_at = HANDLERS[job.kind](self.system, job.subject)
        except Exception as error:  # the job comes back; nothing it had to do is lost
            with self.system.database.writing() as session:
                now = self.system.clock.now()
                put_back(session, job, Job, str(error) or type(error).__name__, now)
                if isinstance(error, Unavailable | Unauthorized):
                    note_silence(session, now)
            log.warning("job failed", kind=str(job.kind), subject=job.subject, error=str(error))
            return
        with self.system.database.writing() as session:
            finish(session, job, again_at)
