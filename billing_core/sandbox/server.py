"""Running a sandbox as a real HTTP server, in the foreground or in a thread."""

import logging
import socket
from asyncio import Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from billing_core.sandbox.app import create_app
from billing_core.sandbox.clock import SandboxClock
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.sender import HttpSender
from billing_core.sandbox.settings import SandboxSettings

DEFAULT_PORT = 8600
_log = logging.getLogger(__name__)
_lines: dict[tuple[object, object], Transport] = {}


class Line(H11Protocol):
    """Remembers its connection, so that a time-out fault can hang up without answering.

    ASGI itself has no way to end a request without a response.
    """

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _lines[(self.client, self.server)] = transport
        # Headers and body leave in two writes; without this each answer waits 40 ms for an ACK.
        line: socket.socket = transport.get_extra_info("socket")
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: Exception | None) -> None:
        _lines.pop((self.client, self.server), None)
        super().connection_lost(exc)


def _hang_up(scope: Scope) -> None:
    line = _lines.get((scope["client"], scope["server"]))
    if line:
        line.abort()


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    book: Path | None = None,
    settings: SandboxSettings | None = None,
    held_at: int | None = None,
    announce: Callable[[str], None] = _log.info,
) -> None:
    """Serve until Ctrl-C. `book` keeps the data between starts; `held_at` stops the clock there.

    `announce` is told the base URL once the port is open.

    Raises `OSError` when the address is taken.
    """
    sender = HttpSender()
    with _listening(host, port) as door:
        sandbox = Sandbox(book, SandboxClock(held_at), settings, sender)
        server, url = _server(sandbox, door)
        announce(url)
        try:
            # uvicorn raises Ctrl-C once more after it has shut down in good order
            with ticking(sandbox), suppress(KeyboardInterrupt):
                server.run(sockets=[door])
        finally:
            sandbox.close()
            sender.close()


@contextmanager
def running(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve from a thread while the block runs; gives the base URL. Port 0 takes a free one.

    The clock's errands run every second, as in `serve`. The sandbox is not closed.
    """
    with _listening(host, port) as door:
        server, url = _server(sandbox, door)
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        with ticking(sandbox):
            thread.start()
            try:
                yield url
            finally:
                server.should_exit = True
                thread.join()


@contextmanager
def ticking(sandbox: Sandbox) -> Iterator[None]:
    """Runs what is due every second while the block runs."""
    stop = Event()
    thread = Thread(target=_tick, args=(sandbox, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _tick(sandbox: Sandbox, stop: Event) -> None:
    while not stop.wait(1.0):
        try:
            sandbox.run_due()
        except Exception:
            _log.exception("a due errand failed; the next tick tries again")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Bound and listening before anyone is told the address: early callers wait, none is refused
    a connection."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        what = f"port {port} of {host} cannot be opened ({error.strerror}): choose another --port"
        raise OSError(error.errno, what) from error
    with door:
        yield door


def _server(sandbox: Sandbox, door: socket.socket) -> tuple[uvicorn.Server, str]:
    host, port = door.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    sandbox.configure(public_url=url)
    config = uvicorn.Config(
        create_app(sandbox, _hang_up),
        http=Line,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config), url
