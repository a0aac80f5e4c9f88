"""A process supervisor: several programs started together, stopped together, never left behind.

Each runs in a session of its own, so that Ctrl-C reaches only us and we stop the others in
order. Each also holds the reading end of a pipe of ours and ends itself when that closes:
a parent that is killed leaves nobody behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
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
    """A program ended although nobody asked it to stop, or never became ready."""

    def __init__(self, name: str, what: str, log: Path, last_lines: Sequence[str]) -> None:
        said = "\n".join(last_lines)
        super().__init__(
            RefusalCode.PROGRAM_ENDED,
            said=f"{name} {what} 나머지도 종료합니다. · {name} ended, so the rest was stopped. ({log})"
            + (f"\n{said}" if said else ""),
            name=name,
            log=str(log),
        )


class Together:
    """A supervisor: `with Together(logs) as together:` stops all it started when the block ends."""

    def __init__(self, logs: Path, rotation: LogRotation | None = None) -> None:
        self._logs = logs
        self._rotation = rotation or LogRotation()
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._log_files: dict[str, LogFile] = {}

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
        process = subprocess.Popen(  # noqa: S603 - our own programs
            # -P: a folder we are started in may hold files named like modules.
            [sys.executable, "-P", "-m", *program.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **program.environment, **_our_code(), _HAS_PARENT: "1"},
        )
        self._running.append((program, process))
        assert process.stdout is not None  # noqa: S101 - it was asked for
        self._log_files[program.name] = LogFile(
            self.log_of(program), self._rotation, process.stdout
        )

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Poll each `ready_url` until it answers. Raises ProgramEnded when one dies or is late."""
        deadline = time.monotonic() + seconds
        with httpx.Client(timeout=2.0, trust_env=False) as client:
            for program, _ in self._running:
                while not _answers(client, program.ready_url):
                    self._require_all_alive()
                    if time.monotonic() > deadline:
                        raise self._ended(program, "준비가 끝나지 않습니다.")
                    time.sleep(LOOK_EVERY_SECONDS)

    def watch(self) -> None:
        """Wait until asked to stop (see `interrupt_on_sigterm`); raises ProgramEnded."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                self._require_all_alive()
                time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """Stop all by SIGTERM, the last started first; who does not end in time is killed."""
        with _no_interruptions():
            for _, process in reversed(self._running):
                _signal(process, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            for _, process in reversed(self._running):
                _end(process, deadline)
            for log_file in self._log_files.values():
                log_file.close()
            self._running.clear()

    def log_of(self, program: Program) -> Path:
        return self._logs / f"{program.name}.log"

    def _require_all_alive(self) -> None:
        for program, process in self._running:
            if process.poll() is not None:
                raise self._ended(program, "멈추어서")

    def _ended(self, program: Program, what: str) -> ProgramEnded:
        last_lines = self._log_files[program.name].last_lines()
        return ProgramEnded(program.name, what, self.log_of(program), last_lines)


def end_with_parent() -> None:
    """End this program when whoever started it is gone. To be called by it when it begins."""
    if os.environ.get(_HAS_PARENT):
        Thread(target=_wait_for_parent, name="parent", daemon=True).start()


def interrupt_on_sigterm() -> None:
    """SIGTERM and a closed terminal end this program as Ctrl-C does, also in the background
    of a shell, which has its children ignore Ctrl-C."""
    for asked in _ASKED_TO_STOP:
        signal.signal(asked, _interrupt)


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


def _signal(process: subprocess.Popen[bytes], asked: signal.Signals) -> None:
    """To the whole session of the program, in case it started others."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, asked)


def _end(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


@contextlib.contextmanager
def _no_interruptions() -> Iterator[None]:
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
