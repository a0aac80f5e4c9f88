"""A real web server on loopback for any ASGI app."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from billing_core.rules.door_limits import DoorLimits
from billing_core.web_server import DoorConfig

Serve = Callable[[ASGIApp], str]

START_SECONDS = 120  # a busy machine takes its time; nobody waits longer than needed
STOP_SECONDS = 60
A_DATE_LASTS_SECONDS = 1
HANGING_UP_SECONDS = 0.002
# A busy machine is slow in the middle of a request, too.
PATIENT = DoorLimits(header=START_SECONDS, body=START_SECONDS, idle=START_SECONDS)


class _PromptServer(uvicorn.Server):
    """Says when it has started, and hears at once when it is to end: uvicorn looks every 100 ms
    whether it is to, and once more whether everybody has hung up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self._end = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """From any thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._end.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            await super().startup(sockets)
        except SystemExit:
            self.should_exit = True  # uvicorn would end the process; here only this server ends
        finally:
            self.settled.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # which also sets the date of the answers
            with suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), A_DATE_LASTS_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while state.connections or state.tasks:
                    await asyncio.sleep(HANGING_UP_SECONDS)
        except TimeoutError:
            for task in state.tasks:
                task.cancel()
        await self.lifespan.shutdown()


@contextmanager
def serving(
    app: ASGIApp, port: int = 0, limits: DoorLimits = PATIENT, *, goodbye_seconds: float = 2
) -> Iterator[str]:
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
        server = _PromptServer(
            DoorConfig(
                app,
                limits,
                log_config=None,  # pytest captures what is logged
                # A page left open must not hold up the test.
                timeout_graceful_shutdown=goodbye_seconds,
            )
        )
        thread = threading.Thread(target=server.run, args=([listener],), name=f"server-{port}")
        thread.start()
        try:
            if not server.settled.wait(START_SECONDS) or not server.started:
                raise RuntimeError("the app did not start; its own words are in the captured log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.stop()
            thread.join(STOP_SECONDS)
            if thread.is_alive():
                raise RuntimeError(f"the server on port {port} did not stop")
