"""The HTTP server of both web doors: uvicorn, with the time-outs and the limits it does not have.

Whoever opens a connection and then says nothing, or says it letter by letter (slowloris), or asks
again and again and reads no answer, is cut off, and where it gets crowded the oldest who waits
makes room: real requests come in at any time, and the process never runs out of file descriptors.
"""

import asyncio
import socket
import sys
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from types import FrameType
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.h11_impl import H11Protocol

from billing_core.processes import end_within
from billing_core.rules.door_limits import DoorLimits

LEAST_BODY_BYTES = 64 * 1024  # in the time that `DoorLimits.body` says
LEAST_READ_BYTES = 16 * 1024  # of an answer, in the same time
END_SECONDS = 18.0  # from the signal on, whatever it is that does not come to an end
LAST_SECONDS = 3.0  # of a door that has told everybody goodbye, for threads that still work
BACKLOG = 128  # asyncio accepts so many at one go, each with a descriptor, before we hear of any
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class DoorConfig(uvicorn.Config):
    """The configuration of a door that other programs and strangers reach."""

    def __init__(self, app: ASGIApp | str, limits: DoorLimits, **options: Any) -> None:
        super().__init__(
            app,
            http=DoorProtocol,
            timeout_keep_alive=limits.idle,  # type: ignore[arg-type]  # a timer takes parts of one
            log_level="warning",
            access_log=False,  # a path holds a member's id
            server_header=False,
            backlog=BACKLOG,
            **options,
        )
        self.limits = limits
        # In the order in which they began to wait.
        self.waiting: dict[DoorProtocol, None] = {}


def run_door(
    app: ASGIApp | str, limits: DoorLimits, *, last_seconds: float = LAST_SECONDS, **options: Any
) -> None:
    """Runs until the process is asked to stop, and so do its threads for `last_seconds` more at the
    most. After SIGINT it returns; SIGTERM then ends the process, as does an app that does not start
    (with an exit code other than 0)."""
    server = _DoorServer(DoorConfig(app, limits, **options), last_seconds)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _DoorServer(uvicorn.Server):
    """It ends in time, also while a request waits in a thread for somebody who does not answer."""

    def __init__(self, config: DoorConfig, last_seconds: float) -> None:
        super().__init__(config)
        self._last_seconds = last_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        end_within(END_SECONDS)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        end_within(self._last_seconds)


class _Phase(Enum):
    HEADER = auto()  # of a first request, or of another that has begun to come
    BODY = auto()
    IDLE = auto()  # between two requests; uvicorn's own time-out
    BUSY = auto()  # a whole request is here and is being answered, or it became a WebSocket


class DoorProtocol(H11Protocol):
    """One connection. It waits, with a timer, until a whole request is here; a WebSocket is nobody
    who waits, because it begins with a whole request and then answers pings."""

    config: DoorConfig
    _phase = _Phase.BUSY
    _timer: asyncio.TimerHandle | None = None
    _came = 0  # bytes since the timer was set
    _reading: asyncio.TimerHandle | None = None  # while the peer has to read before we can go on

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._enter(_Phase.HEADER)
        self._keep_within_limits()

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        super().data_received(data)
        self._enter(self._phase_now())

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._enter(self._phase_now())

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        super().handle_websocket_upgrade(event)
        self._leave()  # another protocol has the connection from here on

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if self._phase is _Phase.BUSY:
            self.config.waiting.pop(self, None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def _phase_now(self) -> _Phase:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return _Phase.BUSY
        match self.conn.their_state:
            case h11.IDLE:
                said = bool(self.conn.trailing_data[0])
                is_first = self.cycle is None
                return _Phase.HEADER if said or is_first else _Phase.IDLE
            case h11.SEND_BODY:
                return _Phase.BODY
            case _:
                return _Phase.BUSY

    def _enter(self, phase: _Phase) -> None:
        """A time-out goes on while its phase lasts: another letter gains nothing."""
        if phase is self._phase:
            return
        self._phase = phase
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.config.waiting.pop(self, None)
        if phase is not _Phase.BUSY or self._reading is not None:
            self.config.waiting[self] = None
        if phase is _Phase.HEADER:
            self._timer = self.loop.call_later(self.config.limits.header, self._cut_off)
        elif phase is _Phase.BODY:
            self._wait_for_body()

    def _wait_for_body(self) -> None:
        self._came = 0
        self._timer = self.loop.call_later(self.config.limits.body, self._look_at_body)

    def _look_at_body(self) -> None:
        # Where it is our own app that reads no more, the sender cannot go on.
        if self._came < LEAST_BODY_BYTES and not self.flow.read_paused:
            self._cut_off()
        else:
            self._wait_for_body()

    def _wait_for_reader(self) -> None:
        """Nothing more is written meanwhile. Whoever reads on is again the last to make room."""
        self.config.waiting.pop(self, None)
        self.config.waiting[self] = None
        unread = self.transport.get_write_buffer_size()
        look = partial(self._look_at_reader, unread)
        self._reading = self.loop.call_later(self.config.limits.body, look)

    def _look_at_reader(self, unread: int) -> None:
        if unread - self.transport.get_write_buffer_size() < LEAST_READ_BYTES:
            self._cut_off()
        else:
            self._wait_for_reader()

    def _keep_within_limits(self) -> None:
        """Those who began to wait first go first; a request in hand is never broken off."""
        limits, waiting = self.config.limits, self.config.waiting
        of_the_same = [each for each in waiting if each.address == self.address]
        if len(of_the_same) > limits.waiting_each:
            of_the_same[0]._cut_off()
        if len(self.connections) <= limits.connections:
            return
        oldest = next(iter(waiting))
        if oldest is self:  # everybody else is being answered
            self.transport.write(_FULL)
        oldest._cut_off()

    def _cut_off(self) -> None:
        """At once: closing politely would wait for a peer that does not read, either."""
        self._leave()
        self.connections.discard(self)
        self.transport.abort()

    def _leave(self) -> None:
        """Waits for nothing any more."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._enter(_Phase.BUSY)
        self.config.waiting.pop(self, None)
