"""Real programs of ours with real surroundings: a gateway that never answers, a small disk."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO

import httpx

from tests.parts.wheel import ROOT

PATIENT_SECONDS = 120  # a busy machine takes its time; nobody waits longer than needed
STOPS_WITHIN_SECONDS = 20  # what we promise


class DeafGateway:
    """Takes every connection, reads what is asked, and never answers."""

    def __init__(self, listener: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.asked = Event()
        self._listener = listener
        self._lines = ExitStack()
        Thread(target=self._accept, name="deaf gateway", daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:  # the test is over
                self._lines.close()
                return
            self._lines.enter_context(line)
            Thread(target=self._hear, args=[line], name="deaf line", daemon=True).start()

    def _hear(self, line: socket.socket) -> None:
        try:
            if line.recv(1):
                self.asked.set()
        except OSError:
            return


@contextmanager
def deaf_gateway() -> Iterator[DeafGateway]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield DeafGateway(listener)
        listener.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts


def settings(database_url: str, gateway_url: str, port: int) -> dict[str, str]:
    return {
        "BILLING_DATABASE_URL": database_url,
        "BILLING_GATEWAY_URL": gateway_url,
        "BILLING_IMP_KEY": "imp_key",
        "BILLING_IMP_SECRET": "imp_secret",
        "BILLING_SIDECAR_PORT": str(port),
    }


class Running:
    """A program of ours; what it says goes to `log`."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self.process, self.url = process, url

    def stop(self) -> int:
        """By SIGTERM; raises TimeoutExpired when it does not end. A busy machine is given more than
        the promised time; that the parts add up to less than that is a test of its own."""
        self.ask_to_end()
        return self.ended()

    def ask_to_end(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        return self.process.wait(3 * STOPS_WITHIN_SECONDS)


@contextmanager
def running(
    *arguments: str, told: Mapping[str, str], folder: Path, port: int, log: IO[bytes] | int
) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-P", *arguments],
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **told},
    )
    try:
        yield Running(process, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


@contextmanager
def opened(running: Running) -> Iterator[httpx.Client]:
    """A client of the program's door, once it takes connections."""
    # A connection of its own each: on a busy machine the door closes an idle one as it is used.
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=running.url, timeout=PATIENT_SECONDS, limits=alone) as client:
        while not _takes_connections(client):
            try:
                running.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the program ended before it was open")
        yield client


def _takes_connections(client: httpx.Client) -> bool:
    try:
        client.get("/healthz")
    except httpx.ConnectError:
        return False
    return True


class SmallDisk:
    """A folder on a disk that can be filled to the last byte, for the programs in `pids`."""

    def __init__(self, path: Path, *, is_own_disk: bool) -> None:
        self.path, self._is_own_disk = path, is_own_disk
        self._ballast = path / "ballast"

    def fill(self, pid: int) -> None:
        if not self._is_own_disk:
            hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
            return
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (65_536, 4_096, 1):
                try:
                    while ballast.write(b"x" * size):
                        pass
                except OSError:
                    continue

    def make_room(self, pid: int) -> None:
        if self._is_own_disk:
            self._ballast.unlink()
            return
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def own_disk(path: Path) -> Iterator[SmallDisk | None]:
    """A disk of its own of 24 MB (tmpfs), where this machine lets us mount one; else None."""
    path.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(path)]
    try:
        mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield None
        return
    try:
        yield SmallDisk(path, is_own_disk=True)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


@contextmanager
def small_disk(path: Path) -> Iterator[SmallDisk]:
    """A real disk, or where none can be mounted the process's own limit on the size of files."""
    with own_disk(path) as disk:
        yield disk or SmallDisk(path, is_own_disk=False)
