"""A small town of real programs: sidecar, worker and the dashboard's hands, of which one may die.

The gateway, the company's app and its sender of messages are real servers that nobody kills: what
they remember is the truth with which our book is compared. Time stands still unless it is moved.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import exists, or_, select, text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from billing_core.bootstrap import assemble
from billing_core.clock import HeldClock
from billing_core.demo.company_app import NOTICES_PATH, CompanyApp
from billing_core.models import InboxEvent, InboxState, Job, MemberNotice, OutboxMessage
from billing_core.models.member_notice import TO_SEND
from billing_core.sandbox.app import create_app as create_sandbox_app
from billing_core.sandbox.clock import SandboxClock
from billing_core.sandbox.notice import Notice
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.sender import HttpSender
from billing_core.sandbox.settings import SandboxSettings
from billing_core.settings import Settings
from tests.parts.ports import chosen_port
from tests.parts.server import serving
from tests.parts.world import World
from tests.parts.worlds import APP_SECRET, ONCE_A_WEEK
from tests.reliability.armed import CLOCK_FILE, Place, Trigger, run_program, run_step
from tests.reliability.nursery import Child, Nursery

API_KEY = "the-key-of-the-app"
BACK_UP = timedelta(minutes=20)  # the machine starts again; old claims have run out
LOOK_SECONDS = 0.05
KILLED = -signal.SIGKILL
SAFE = Trigger()


class Killable(StrEnum):
    SIDECAR = "sidecar"
    WORKER = "worker"
    DESK = "dashboard"  # what a page does when a button is pressed


class RunningTown:
    """The programs, the clocks and what was acknowledged. `killed`: how many died."""

    def __init__(
        self,
        nursery: Nursery,
        world: World,
        folder: Path,
        told: Mapping[str, str],
        sender: MessageSender,
    ) -> None:
        self.world, self.sender = world, sender
        self._nursery = nursery
        self.checkouts: list[str] = []
        self.notices_stored: set[str] = set()
        self.killed = 0
        self.folder, self._told = folder, told
        self._triggers: dict[Killable, list[Trigger]] = {}
        self._dice: Callable[[Killable], Trigger] = lambda _program: SAFE
        self._running: dict[Killable, Child] = {}
        self._bell = HttpSender()
        self._door = httpx.Client(
            base_url=f"http://127.0.0.1:{told['BILLING_SIDECAR_PORT']}",
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Authorization": f"Bearer {API_KEY}"},
            trust_env=False,
        )

    def arm(self, program: Killable, *triggers: Trigger) -> None:
        """This program will die so, and started again so, each once."""
        self._triggers[program] = list(triggers)

    def is_armed(self, program: Killable, place: Place) -> bool:
        """Whether it is still to die there."""
        waiting = self._triggers.get(program, [])
        return bool(waiting) and waiting[0].place is place

    def roll(self, dice: Callable[[Killable], Trigger]) -> None:
        """From now on each one that starts may die as the dice say."""
        self._dice = dice

    def _doom_of(self, program: Killable) -> Trigger:
        waiting = self._triggers.get(program)
        return waiting[0] if waiting else self._dice(program)

    # time ---------------------------------------------------------------------------------

    def move(self, by: timedelta) -> None:
        """Time passes for everybody, and what is due then is done."""
        self._move(self.world.clock.now() + by)
        self.rest()

    def _move(self, instant: datetime) -> None:
        set_clock(self.folder, instant)
        self.world.move(instant)

    def rest(self) -> None:
        """Until nothing is due any more. Who dies meanwhile is started again when it has been found
        out, twenty minutes later."""
        while self.look_after() or self.is_busy():
            self._running[Killable.WORKER].exit_code(LOOK_SECONDS)

    def look_after(self) -> bool:
        """Start again who is dead; whether somebody was."""
        dead = [one for one in (Killable.SIDECAR, Killable.WORKER) if not self._lives(one)]
        for program in dead:
            self._bury(program)
        if dead:
            self._move(self.world.clock.now() + BACK_UP)
        return bool(dead)

    def is_busy(self) -> bool:
        now = self.world.clock.now()
        due = (
            exists().where(Job.run_at <= now),
            exists().where(InboxEvent.run_at <= now, InboxEvent.state == InboxState.NEW),
            exists().where(OutboxMessage.run_at <= now, OutboxMessage.delivered_at.is_(None)),
            exists().where(text(TO_SEND), MemberNotice.run_at <= now),
        )
        with self.world.system.database.reading() as session:
            return bool(session.scalar(select(or_(*due))))

    # programs -----------------------------------------------------------------------------

    def start(self) -> None:
        for program in (Killable.SIDECAR, Killable.WORKER):
            self._start(program)
        self._wait_for_the_door()

    def stop(self) -> None:
        for process in self._running.values():
            process.kill()
        self._door.close()
        self._bell.close()

    def _start(self, program: Killable) -> None:
        trigger = self._doom_of(program)
        self._running[program] = self._nursery.bear(
            run_program, self.folder, (program.value,), self._told, trigger
        )

    def _lives(self, program: Killable) -> bool:
        return self._running[program].exit_code(0) is None

    def _bury(self, program: Killable) -> None:
        self._count(program, self._running[program].ended())
        self._start(program)
        self._wait_for_the_door()

    def _count(self, program: Killable, exit_code: int | None) -> None:
        assert exit_code == KILLED, f"{program} ended by itself ({exit_code}), see {self.folder}"
        if waiting := self._triggers.get(program):
            waiting.pop(0)
        self.killed += 1

    def _wait_for_the_door(self) -> None:
        while self._lives(Killable.SIDECAR):
            try:
                self._door.get("/healthz")
            except httpx.TransportError:
                self._running[Killable.SIDECAR].exit_code(LOOK_SECONDS)
            else:
                return

    # acts ---------------------------------------------------------------------------------

    def ring(self, notice: Notice) -> None:
        """The gateway's doorbell: what was answered with 200 it does not tell again."""
        self._bell(notice)
        self.notices_stored.add(notice.imp_uid)

    def ask(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        """The company's app asks, and asks again when it heard no answer, as it was told to."""
        while True:
            try:
                answer = self._door.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                self.look_after()
                continue
            if (
                answer.status_code == 409
                and answer.json()["error"]["code"] == "idempotency_running"
            ):
                self._move(self.world.clock.now() + BACK_UP)
                continue
            assert answer.is_success, answer.text
            told: dict[str, Any] = answer.json()
            return told

    def press(self, step: Callable[..., None], *given: Any) -> None:
        """Somebody presses a button, and again when the dashboard died of it."""
        while True:
            trigger = self._doom_of(Killable.DESK)
            pressed = self._nursery.bear(run_step, self.folder, step, given, self._told, trigger)
            if self._is_answered(pressed):
                return

    def open_desk(self) -> str:
        """The real dashboard, started if it does not run; its address."""
        desk = self._running.get(Killable.DESK)
        address = f"http://127.0.0.1:{self._told['BILLING_DASHBOARD_PORT']}"
        if desk is None or not self._lives(Killable.DESK):
            self._start(Killable.DESK)
        while self._lives(Killable.DESK):
            try:
                httpx.get(f"{address}/healthz", trust_env=False)
            except httpx.TransportError:
                self._running[Killable.DESK].exit_code(LOOK_SECONDS)
            else:
                break
        return address

    def desk_has_died(self) -> bool:
        """Of what somebody has just pressed; waits a moment."""
        code = self._running[Killable.DESK].exit_code(LOOK_SECONDS)
        if code is None:
            return False
        self._count(Killable.DESK, code)
        self._move(self.world.clock.now() + BACK_UP)
        return True

    def run(self, *arguments: str) -> None:
        """A command in a terminal, typed again when it died."""
        while True:
            trigger = self._doom_of(Killable.DESK)
            typed = self._nursery.bear(run_program, self.folder, arguments, self._told, trigger)
            if self._is_answered(typed):
                return

    def _is_answered(self, process: Child) -> bool:
        code = process.ended()
        if code == 0:
            return True
        self._count(Killable.DESK, code)
        self._move(self.world.clock.now() + BACK_UP)
        return False


class MessageSender:
    """The company's sender of messages: which it sent, by their number."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.heard.append(request.headers["webhook-id"])
        await request.body()
        answer: Response = JSONResponse({"status": "delivered"})
        await answer(scope, receive, send)


def set_clock(folder: Path, instant: datetime) -> None:
    beside = folder / f"{CLOCK_FILE}.new"
    beside.write_text(json.dumps(int(instant.timestamp())), encoding="utf-8")
    beside.replace(folder / CLOCK_FILE)


@contextmanager
def running_town(
    nursery: Nursery, database_url: str, folder: Path, start: datetime
) -> Iterator[RunningTown]:
    """Not started yet, so that it can be armed."""
    clock, port = HeldClock(start), chosen_port()
    set_clock(folder, start)
    with ExitStack() as stack:
        sandbox = Sandbox(
            clock=SandboxClock(held_at=int(start.timestamp())), settings=SandboxSettings()
        )
        stack.callback(sandbox.close)
        gateway_url = stack.enter_context(serving(create_sandbox_app(sandbox)))
        company, sender = CompanyApp(APP_SECRET, clock), MessageSender()
        app_url = stack.enter_context(serving(company.asgi))
        told = {
            "BILLING_DATABASE_URL": database_url,
            "BILLING_GATEWAY_URL": gateway_url,
            "BILLING_IMP_KEY": sandbox.settings().imp_key,
            "BILLING_IMP_SECRET": sandbox.settings().imp_secret,
            "BILLING_IMP_CODE": "imp00000000",
            "BILLING_API_KEY": API_KEY,
            "BILLING_APP_URL": f"{app_url}{NOTICES_PATH}",
            "BILLING_APP_SECRET": APP_SECRET,
            "BILLING_NOTICE_SENDER_URL": stack.enter_context(serving(sender)),
            "BILLING_SIDECAR_PORT": str(port),
            "BILLING_DASHBOARD_PORT": str(chosen_port()),
            "BILLING_WORKER_INSIDE": "false",
            "BILLING_LIGHTS_MINUTES": str(ONCE_A_WEEK),  # what is kept for pages changes no life
            "BILLING_SEAL_MINUTES": str(24 * 60),
        }
        with_these = {name.removeprefix("BILLING_").lower(): value for name, value in told.items()}
        system = assemble(Settings(**with_these), clock=clock, wall_clock=clock, durable=False)  # type: ignore[arg-type]
        stack.callback(system.close)
        here = RunningTown(nursery, World(system, sandbox, clock, company), folder, told, sender)
        stack.callback(here.stop)
        sandbox.sender = here.ring
        sandbox.configure(notice_url=f"http://127.0.0.1:{port}/webhooks/iamport")
        yield here
