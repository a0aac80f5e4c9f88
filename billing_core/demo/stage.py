"""Where the demo's past is lived: a gateway, our desk and the company's app in one process.

Everything between them is what runs for real: the gateway's webhooks are received and
drained, the worker does its jobs, the app verifies what it is told. Only time is held in
the hand, one for everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlalchemy import ColumnElement, select

from billing_core.bootstrap import assemble, seeded_ids
from billing_core.clock import HeldClock
from billing_core.demo.app_in_process import AppInProcess
from billing_core.demo.company_app import CompanyApp
from billing_core.demo.diary import Act, Diary
from billing_core.demo.team import hire
from billing_core.inbox.drain import drain_inbox
from billing_core.inbox.receive import receive
from billing_core.jobs import ALWAYS, enqueue
from billing_core.lifecycle.end_subscription import any_over
from billing_core.models import Job, JobKind, Member, Person, Subscription
from billing_core.models.base import one_of
from billing_core.outbox.deliver import deliver_messages
from billing_core.rules.actor import Actor, Role
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox import Notice, Sandbox, SandboxClock, SandboxSettings, SandboxTransport
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.worker import Worker

# The gateway's books are read every ten minutes in real life; while two years pass in
# seconds, payments once a week, bookings every fourth, and both whenever something happened that
# no webhook tells.
SWEEP_MINUTES = 7 * 24 * 60
BOOKINGS_MINUTES = 4 * SWEEP_MINUTES
# The first worker that works for real looks at the lights and seals the past, both at once.
NEVER_MINUTES = 100 * 365 * 24 * 60

_PEOPLE_TOLD = (JobKind.TELL_ENDING, JobKind.BRIEF, JobKind.ALERT)
# The round is made every minute in real life. While years pass in seconds it is made on the
# days on which it ends somebody's subscription. Sums are not kept meanwhile: nothing to compare.
# Nobody looks at members yet, so the access log has nothing to shorten.
_BROUGHT_ABOUT = ~one_of(
    Job.kind,
    (
        JobKind.ROUND,
        JobKind.RECOUNT,
        JobKind.COMPARE,
        JobKind.SHORTEN_ACCESS_LOG,
        *_PEOPLE_TOLD,
    ),
)


class Stage:
    """The system under simulation, where acts of the demo happen. Instants are aware UTC ones."""

    def __init__(
        self,
        system: System,
        sandbox: Sandbox,
        clock: HeldClock,
        diary: Diary[Stage],
        random: Random,
    ) -> None:
        self.system = system
        self.sandbox = sandbox
        self.clock = clock
        self.diary = diary
        self.random = random
        self._worker = Worker(system)
        self._worker.prepare()
        self._rang = False

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def move_to(self, instant: datetime) -> None:
        """Let time pass at the gateway, whose webhooks arrive meanwhile; nobody works."""
        if instant > self.now:
            self.sandbox.move_to(int(instant.timestamp()))
            self.clock.set(instant)

    def work(self) -> None:
        """Let the worker do what members, team and gateway have brought about."""
        self._work(_BROUGHT_ABOUT)

    def watch(self) -> None:
        """Let it also make its round, if time itself has brought anything about."""
        self.work()
        with self.system.database.reading() as session:
            some = any_over(session, self.system.settings.policy, self.now)
        if some:
            self._work()

    def listen(self) -> None:
        """Look for notices that are to be tried again, although nobody has rung."""
        self._rang = True
        self.work()

    def look_around(self) -> None:
        """Read both of the gateway's books and make the round, as every half hour in real life."""
        with self.system.database.writing() as session:
            for kind in (JobKind.SWEEP, JobKind.BOOKINGS, JobKind.ROUND):
                enqueue(session, kind, ALWAYS, self.now)
        self._work()

    def _work(self, *which: ColumnElement[bool]) -> None:
        """The same steps as `Worker.tick`, which asks for new events without an end; here
        nobody else rings, so what has not rung need not be looked for."""
        while self._drain() + self._worker.do_jobs(*which):
            pass
        while deliver_messages(self.system):
            pass

    def _drain(self) -> int:
        rang, self._rang = self._rang, False
        return drain_inbox(self.system) if rang else 0

    def sweep(self) -> None:
        """Read the gateway's books now."""
        with self.system.database.writing() as session:
            enqueue(session, JobKind.SWEEP, ALWAYS, self.now)
        self.work()

    def later(self, act: Act[Stage], **after: float) -> None:
        """Write an act into the diary; `after` as `timedelta` takes it."""
        self.diary.write(self.now + timedelta(**after), act)

    def hear(self, notice: Notice) -> None:
        """Receive a webhook at the instant that the gateway has reached."""
        self.clock.set(datetime.fromtimestamp(self.sandbox.now(), UTC))
        with self.system.database.writing() as session:
            receive(
                session,
                body=json.dumps(notice.body).encode(),
                content_type="application/json",
                remote="127.0.0.1",
                vouched=True,  # only the sandbox, which is the vendor here, rings
                now=self.now,
            )
        self._rang = True

    def subscription(self, app_id: str) -> Subscription | None:
        """The member's subscription that has not ended, as it stands now."""
        with self.system.database.reading() as session:
            return session.scalar(
                select(Subscription)
                .join(Member, Member.id == Subscription.member_id)
                .where(Member.app_id == app_id, Subscription.status != SubscriptionStatus.ENDED)
            )

    def approver(self) -> Actor:
        """Whoever of the team is at the desk; mostly the first."""
        with self.system.database.reading() as session:
            approvers = [
                person.actor
                for person in session.scalars(
                    select(Person).where(Person.role == Role.APPROVER).order_by(Person.id)
                )
            ]
        return approvers[min(self.random.choice((0, 0, 1)), len(approvers) - 1)]

    def call_gateway(self, path: str, body: dict[str, Any]) -> None:
        """Somebody else in the company uses the gateway with the same keys, not through us."""
        settings = self.system.settings
        keys = {"imp_key": settings.imp_key, "imp_secret": settings.imp_secret.get_secret_value()}
        transport = SandboxTransport(self.sandbox)
        with httpx.Client(transport=transport, base_url=settings.gateway_url) as client:
            token = client.post("/users/getToken", json=keys).json()["response"]["access_token"]
            client.post(path, json=body, headers={"Authorization": token}).raise_for_status()


@contextmanager
def open_stage(
    settings: Settings, *, sandbox_book: Path, begins: datetime, seed: int
) -> Iterator[Stage]:
    """Sets up the stage; `settings` name our book, which is migrated, and the later doors."""
    random = Random(seed)  # noqa: S311 - a demo's dice, not a secret
    clock = HeldClock(begins)
    with ExitStack() as closing:
        sandbox = Sandbox(
            sandbox_book,
            SandboxClock(held_at=int(begins.timestamp())),
            SandboxSettings(
                imp_key=settings.imp_key,
                imp_secret=settings.imp_secret.get_secret_value(),
                public_url=settings.gateway_url,
                seed=seed,
            ),
        )
        closing.callback(sandbox.close)
        company = CompanyApp(settings.app_secret.get_secret_value(), clock)
        system = assemble(
            settings.model_copy(
                update={
                    "sweep_minutes": SWEEP_MINUTES,
                    "bookings_minutes": BOOKINGS_MINUTES,
                    "lights_minutes": NEVER_MINUTES,
                    "seal_minutes": NEVER_MINUTES,
                    "demo": False,  # its mailbox is for what happens from now on
                }
            ),
            clock=clock,
            gateway_transport=SandboxTransport(sandbox),
            app_transport=AppInProcess(company.asgi),
            new_id=seeded_ids(seed),
            durable=False,
        )
        closing.callback(system.close)
        hire(system.database, settings.people, begins)
        stage = Stage(system, sandbox, clock, Diary(), random)
        sandbox.sender = stage.hear
        yield stage
