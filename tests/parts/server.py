"""A real web server on loopback for any ASGI app."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from billing_core.rules.door_limits import DoorLimits
from billing_core.web_server import DoorConfig

Serve = Callable[[ASGIApp], str]

START_SECONDS = 120  # a busy machine takes its time; nobody waits longer than needed
STOP_SECONDS = 60
# A busy machine is slow in the middle of a request, too.
PATIENT = DoorLimits(header=START_SECONDS, body=START_SECONDS, idle=START_SECONDS)


class _AnnouncedServer(uvicorn.Server):
    """Says when it has started, so that nobody has to poll."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            self.should_exit = True  # uvicorn would end the process; here only this server ends
        finally:
            self.settled.set()


@contextmanager
def serving(app: ASGIApp, port: int = 0, limits: DoorLimits = PATIENT) -> Iterator[str]:
    """Serve `app` as our doors are until the block ends; gives its base URL,
    `http://127.0.0.1:<port>`.

    The lifespan of the app runs. Raises RuntimeError when the app does not start.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        # asyncio would do this only for a socket it made itself; without it every keep-alive
        # answer waits 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Bound before the server starts: no port can be lost between choosing and using it.
        port = listener.getsockname()[1]
        server = _AnnouncedServer(
            DoorConfig(
                app,
                limits,
                log_config=None,  # pytest captures what is logged
                timeout_graceful_shutdown=2,  # a page left open must not hold up the test
            )
        )
        thread = threading.Thread(target=server.run, args=([listener],), name=f"server-{port}")
        thread.start()
        try:
            if not server.settled.wait(START_SECONDS) or not server.started:
                raise RuntimeError("the app did not start; its own words are in the captured log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)
            if thread.is_alive():
                raise RuntimeError(f"the server on port {port} did not stop")
