"""The background worker: drains the inbox, does the jobs that are due, delivers the outbox.

Any number of workers may run, in one process or many: every row is claimed by one
conditional UPDATE with a lease, and every step is idempotent should a lease run out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement

from billing_core.access_log.shorten import shorten_access_log
from billing_core.closing.recount import recount_closed_months
from billing_core.desk.keep_lights import keep_lights
from billing_core.forgetting.dispose import dispose
from billing_core.forgetting.wipe import wipe
from billing_core.gateway import Unauthorized, Unavailable
from billing_core.inbox.drain import drain_inbox
from billing_core.jobs import ALWAYS, claim, finish, put_back, remind, wake_up
from billing_core.lifecycle.book_next import book_next
from billing_core.lifecycle.charge_now import charge_now
from billing_core.lifecycle.compare_roll_ups import compare_roll_ups
from billing_core.lifecycle.delete_key import delete_key
from billing_core.lifecycle.resolve_unknown import resolve_unknown
from billing_core.lifecycle.revoke_bookings import revoke_bookings
from billing_core.lifecycle.round import make_round
from billing_core.lifecycle.take_back import take_back_booking
from billing_core.lifecycle.tell_ending import tell_ending
from billing_core.lifecycle.watch_gateway import note_silence
from billing_core.models import Job, JobKind
from billing_core.notices.alert import make_alerts
from billing_core.notices.brief import make_brief
from billing_core.notices.tell_members import tell_members
from billing_core.notices.tell_team import tell_team
from billing_core.outbox.deliver import deliver_messages
from billing_core.reconcile.read_bookings import read_bookings
from billing_core.reconcile.sweep import sweep
from billing_core.seals.keep_seals import keep_seals
from billing_core.system import System

log = structlog.get_logger()

IDLE_SECONDS = 1.0
JOBS_AT_ONCE = 10  # few enough that even slow answers come within one claim's lease


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
}


class Worker:
    """A polling loop: `tick()` does what is due in the caller's thread; `start()` repeats it."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._last_tick: datetime | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._keep_ticking, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the loop and wait for its thread; the step in hand is finished."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def run(self) -> None:
        """Tick in this thread until `stop()` is called from another."""
        self._keep_ticking()

    def tick(self) -> int:
        """Work through everything that is due now; returns how much there was."""
        now = self.system.clock.now()
        if self._last_tick is None or now < self._last_tick:
            self.prepare()
        self._last_tick = now
        done = 0
        while did := self._round():
            done += did
            if self._stop.is_set():
                break
        return done

    def _round(self) -> int:
        """People are told when all else is done: no charge waits for a mail server, and a letter
        says what has followed, such as the next try."""
        did = drain_inbox(self.system) + self.do_jobs() + deliver_messages(self.system)
        return did or tell_members(self.system) + tell_team(self.system)

    def prepare(self) -> None:
        """At start-up, and when the clock was set back: put the recurring jobs on the agenda, and
        let nothing wait for a time that nobody would have chosen."""
        now = self.system.clock.now()
        with self.system.database.writing() as session:
            wake_up(session, now)
            for kind in COME_BACK:
                remind(session, kind, ALWAYS, now)

    def do_jobs(self, *which: ColumnElement[bool]) -> int:
        """Claim and do a batch of jobs that are due, or of `which` of them; returns how many."""
        with self.system.database.writing() as session:
            now = self.system.clock.now()
            jobs = claim(session, Job, now, ready=which, limit=JOBS_AT_ONCE)
        for job in jobs:
            self._do(job)
        return len(jobs)

    def _do(self, job: Job) -> None:
        try:
            again_at = HANDLERS[job.kind](self.system, job.subject)
        except Exception as error:  # the job comes back; nothing it had to do is lost
            log.warning("job failed", kind=str(job.kind), subject=job.subject, error=str(error))
            with self.system.database.writing() as session:
                now = self.system.clock.now()
                put_back(session, job, Job, str(error) or type(error).__name__, now)
                if isinstance(error, Unavailable | Unauthorized):
                    note_silence(session, now)
            return
        with self.system.database.writing() as session:
            finish(session, job, again_at)

    def _keep_ticking(self) -> None:
        while not self._stop.is_set():
            try:
                did = self.tick()
            except Exception:  # the book or the machine is in trouble: wait, then go on
                log.exception("worker stumbled")
                did = 0
            if not did:
                self._stop.wait(IDLE_SECONDS)
