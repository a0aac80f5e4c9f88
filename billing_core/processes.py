"""A process supervisor: several programs started together, stopped together, never left behind.

One that ends later is started again, after a pause that grows; the others go on. Each runs in a
session of its own, so that Ctrl-C reaches only us and we stop the others in order. Each also holds
the reading end of a pipe of ours and ends itself when that closes: a parent that is killed leaves
nobody behind.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType, TracebackType

import httpx

from billing_core.log_file import LogFile, LogRotation
from billing_core.owner_only import make_folder, mend
from billing_core.rules.refusal import Refusal, RefusalCode

READY_SECONDS = 60.0
STOP_SECONDS = 15.0
LOOK_EVERY_SECONDS = 0.1
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0  # before a program is started again
STEADY_SECONDS = 60.0  # who has run so long begins with the first pause again
_ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_HAS_PARENT = "BILLING_DESK_STDIN_IS_PARENT"


@dataclass(frozen=True)
class Program:
    """A program: `arguments` follow `python -m`; `ready_url` answers below 500 once it is ready.

    `name` is what sentences and the log file call it.
    """

    name: str
    arguments: Sequence[str]
    ready_url: str
    environment: Mapping[str, str]


class ProgramEnded(Refusal):
    """A program ended before all were ready, or never became ready itself."""

    def __init__(self, name: str, what: str, log: Path, last_lines: Sequence[str]) -> None:
        said = "\n".join(last_lines)
        super().__init__(
            RefusalCode.PROGRAM_ENDED,
            said=f"{name} {what} 나머지도 종료합니다. · {name} ended, so the rest was stopped. ({log})"
            + (f"\n{said}" if said else ""),
            name=name,
            log=str(log),
        )


class _Child:
    """A program and its process: it may have ended, and then waits to be started again."""

    def __init__(self, program: Program, log: Path, rotation: LogRotation) -> None:
        self.program, self.log = program, log
        self._rotation = rotation
        self.ended = 0  # times, one soon after the other
        self.again_at: float | None = None  # since it has ended
        self.start(time.monotonic())

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, "-P", "-m", *self.program.arguments],  # -P: no modules of any folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **self.program.environment, **_our_code(), _HAS_PARENT: "1"},
        )
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        try:
            self.log_file = LogFile(self.log, self._rotation, self.process.stdout)
        except BaseException:  # nobody would read what it says, nor know that it runs
            with self.process as unheard:
                unheard.kill()
            raise
        self.started_at, self.again_at = now, None

    def look_after(self, now: float) -> float | None:
        """Starts it again when its pause is over. Gives the seconds of the pause that begins."""
        if self.again_at is None and self.process.poll() is not None:
            return self._pause(now)
        if self.again_at is not None and now >= self.again_at:
            try:
                self.start(now)
            except (OSError, RuntimeError):  # no room for one more process or thread just now
                return self._pause(now)
        return None

    def signal(self, asked: signal.Signals) -> None:
        """To the whole session of the program, in case it started others."""
        if self.again_at is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, asked)

    def end(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _pause(self, now: float) -> float:
        if self.again_at is None:
            self.signal(signal.SIGKILL)  # what it started and left behind
            self.end(now)
            self.log_file.close()
            self.ended = 0 if now - self.started_at >= STEADY_SECONDS else self.ended
        self.ended += 1
        seconds = min(FIRST_PAUSE_SECONDS * 2.0 ** (self.ended - 1), LONGEST_PAUSE_SECONDS)
        self.again_at = now + seconds
        return seconds


class Together:
    """A supervisor: `with Together(logs) as together:` stops all it started when the block ends."""

    def __init__(self, logs: Path, rotation: LogRotation | None = None) -> None:
        self._logs = logs
        self._rotation = rotation or LogRotation()
        self._children: list[_Child] = []

    def __enter__(self) -> Together:
        make_folder(self._logs)
        mend(self._logs, *self._logs.glob("*.log*"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> None:
        log = self._logs / f"{program.name}.log"
        self._children.append(_Child(program, log, self._rotation))

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Poll each `ready_url` until it answers. Raises ProgramEnded when one dies or is late."""
        deadline = time.monotonic() + seconds
        with httpx.Client(timeout=2.0, trust_env=False) as client:
            for child in self._children:
                while not _answers(client, child.program.ready_url):
                    self._require_all_alive()
                    if time.monotonic() > deadline:
                        raise _ended(child, "준비가 끝나지 않습니다.")
                    time.sleep(LOOK_EVERY_SECONDS)

    def watch(self, say: Callable[[str], None]) -> None:
        """Start again what ends, until asked to stop (see `interrupt_on_sigterm`). `say` tells
        whoever looks at the terminal."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                for sentence in self.look_after(time.monotonic()):
                    with contextlib.suppress(OSError):  # a terminal that is gone, a full disk
                        say(sentence)
                time.sleep(LOOK_EVERY_SECONDS)

    def look_after(self, now: float) -> Iterator[str]:
        """One round of `watch`, at `now` of `time.monotonic`: a sentence for each that ended."""
        for child in self._children:
            seconds = child.look_after(now)
            if seconds is not None:
                yield (
                    f"{child.program.name} 프로그램이 멈추어 {seconds:.0f}초 뒤에 다시 시작합니다. · "
                    f"{child.program.name} ended and is started again in {seconds:.0f} s. "
                    f"({child.log})"
                )

    @property
    def pids(self) -> dict[str, int]:
        return {child.program.name: child.process.pid for child in self._children}

    def stop(self) -> None:
        """Stop all by SIGTERM, the last started first; who does not end in time is killed."""
        with no_interruptions():
            for child in reversed(self._children):
                child.signal(signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            for child in reversed(self._children):
                child.end(deadline)
            for child in self._children:
                child.log_file.close()
            self._children.clear()

    def _require_all_alive(self) -> None:
        for child in self._children:
            if child.process.poll() is not None:
                raise _ended(child, "멈추어서")


def _ended(child: _Child, what: str) -> ProgramEnded:
    return ProgramEnded(child.program.name, what, child.log, child.log_file.last_lines())


def end_with_parent() -> None:
    """End this program when whoever started it is gone. To be called by it when it begins."""
    if os.environ.get(_HAS_PARENT):
        Thread(target=_wait_for_parent, name="parent", daemon=True).start()


def interrupt_on_sigterm() -> None:
    """SIGTERM and a closed terminal end this program as Ctrl-C does, also in the background
    of a shell, which has its children ignore Ctrl-C."""
    for asked in _ASKED_TO_STOP:
        signal.signal(asked, _interrupt)


def end_within(seconds: float) -> None:
    """End this program so many seconds from now at the latest, whatever one of its threads still
    waits for. What has to last is in the book by then."""
    # A signal may have come while this thread was starting another one and holds the lock for it,
    # for which a `Timer` would wait for ever.
    _thread.start_new_thread(_end_after, (seconds,))


def _end_after(seconds: float) -> None:
    time.sleep(seconds)
    os._exit(0)


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """`wanted` if nobody listens there, otherwise (or when it is 0) a free one."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.create_server((host, port)) as listener:
            return int(listener.getsockname()[1])
    raise Refusal(RefusalCode.NO_PORT, host=host)


def require_port(wanted: int, host: str, variable: str) -> None:
    """Check that a port is free. Raises Refusal "port_taken" naming the setting that moves it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, wanted), family=family).close()
    except OSError as error:
        raise Refusal(
            RefusalCode.PORT_TAKEN,
            host=host,
            port=wanted,
            cause=os.strerror(error.errno or 0),
            variable=variable,
        ) from error


def _our_code() -> dict[str, str]:
    """What a program needs to find the code that starts it, whatever folder that happens in."""
    root = str(Path(__file__).parent.parent)
    if root == sysconfig.get_path("purelib"):
        return {}
    given = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join([root, given] if given else [root])}


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code < 500
    except httpx.TransportError:
        return False


@contextlib.contextmanager
def no_interruptions() -> Iterator[None]:
    """An impatient second Ctrl-C must not leave half of them running."""
    before = {one: signal.signal(one, signal.SIG_IGN) for one in _ASKED_TO_STOP}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(_signal_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_for_parent() -> None:
    while os.read(0, 1024):  # nothing is ever written: this returns at the end of the pipe
        pass
    os.kill(os.getpid(), signal.SIGTERM)
