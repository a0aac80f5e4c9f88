"""Half-open, slow and idle connections: cut off, or pushed out, while real requests come in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from structlog.testing import capture_logs
from uvicorn.server import ServerState
from websockets.sync.client import connect

from billing_core.clock import HeldClock
from billing_core.rules.door_limits import DoorLimits
from billing_core.sidecar import create_app
from billing_core.system import System
from billing_core.web_server import LEAST_BODY_BYTES, LEAST_READ_BYTES, DoorConfig, DoorProtocol
from tests.parts.quiet_system import quiet_system
from tests.parts.server import PATIENT, serving
from tests.sidecar.test_doorbell import BELL, PAID, stored

HALF = b"POST /webhooks/iamport HTTP/1.1\r\nhost: desk\r\n"
NO_BODY_YET = HALF + b"content-type: application/json\r\ncontent-length: 500\r\n\r\n"
WHOLE = b"GET /healthz HTTP/1.1\r\nhost: desk\r\n\r\n"
SOON = 0.3  # seconds; whoever waits here waits for the other side to close


@pytest.fixture
def system(sqlite_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(sqlite_url, held_clock) as system:
        yield system


def knock(url: str, said: bytes) -> socket.socket:
    address = httpx.URL(url)
    knocking = socket.create_connection((address.host, address.port or 80), timeout=120)
    knocking.sendall(said)
    return knocking


def heard_until_closed(knocking: socket.socket) -> bytes:
    """What the other side said until it closed; waits for that."""
    heard = b""
    with suppress(ConnectionResetError):
        while more := knocking.recv(4096):
            heard += more
    return heard


def is_closed(knocking: socket.socket) -> bool:
    knocking.setblocking(False)
    try:
        return knocking.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_600_half_open_requests_make_room_for_a_real_one(system: System) -> None:
    crowded = replace(PATIENT, connections=100, waiting_each=600)
    with serving(create_app(system), limits=crowded) as url, ExitStack() as open_ones:
        half_open = [open_ones.enter_context(knock(url, HALF)) for _ in range(600)]
        assert httpx.post(url + BELL, json=PAID).status_code == 200
        assert len(stored(system)) == 1
        for oldest in half_open[:500]:
            assert heard_until_closed(oldest) == b""
        assert not is_closed(half_open[-1]), "no time-out did that"


def test_one_address_has_a_share_and_its_oldest_go_first(system: System) -> None:
    shared = replace(PATIENT, connections=500, waiting_each=10)
    with serving(create_app(system), limits=shared) as url, ExitStack() as open_ones:
        half_open = [open_ones.enter_context(knock(url, HALF)) for _ in range(30)]
        for oldest in half_open[:20]:
            assert heard_until_closed(oldest) == b""
        assert not is_closed(half_open[-1])
        assert httpx.post(url + BELL, json=PAID).status_code == 200


def test_a_header_that_does_not_end_is_cut_off_however_it_trickles(system: System) -> None:
    with serving(create_app(system), limits=replace(PATIENT, header=SOON)) as url:
        with knock(url, b"") as silent, knock(url, HALF) as half_open:
            assert heard_until_closed(silent) == heard_until_closed(half_open) == b""
        with knock(url, HALF + b"x-letters: ") as trickling:
            trickling.settimeout(SOON / 10)
            with suppress(ConnectionError):
                while True:
                    try:
                        assert trickling.recv(1) == b""
                        break
                    except TimeoutError:
                        trickling.sendall(b"x")
        assert httpx.post(url + BELL, json=PAID).status_code == 200


def test_a_body_that_does_not_come_is_cut_off(system: System) -> None:
    quick = replace(PATIENT, body=SOON)
    with capture_logs() as logged, serving(create_app(system), limits=quick) as url:
        with knock(url, NO_BODY_YET + b'{"imp') as slow:
            assert heard_until_closed(slow) == b""
        assert httpx.post(url + BELL, json=PAID).status_code == 200
    assert len(stored(system)) == 1
    assert [line for line in logged if line["log_level"] == "error"] == [], "no mistake of ours"


def test_a_connection_that_is_kept_and_not_used_is_closed(system: System) -> None:
    with serving(create_app(system), limits=replace(PATIENT, idle=SOON)) as url:
        with knock(url, WHOLE) as idle:
            assert heard_until_closed(idle).endswith(b'{"alive":true}')
        with knock(url, WHOLE + HALF) as half_way_again:
            assert heard_until_closed(half_way_again).endswith(b'{"alive":true}')


def test_answers_that_nobody_reads_are_cut_off(system: System) -> None:
    """One request behind the other until every buffer is full (pipelining): it takes no key."""
    with serving(create_app(system), limits=replace(PATIENT, body=SOON)) as url:
        with socket.socket() as greedy:
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            address = httpx.URL(url)
            greedy.connect((address.host, address.port))
            greedy.settimeout(120)
            with suppress(ConnectionError):  # TimeoutError, where nobody cuts it off
                while True:
                    greedy.sendall(WHOLE * 100)
        assert httpx.post(url + BELL, json=PAID).status_code == 200


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


def test_an_open_page_is_neither_idle_nor_in_the_way() -> None:
    """The dashboard's pages are WebSockets, which say nothing for hours."""
    hasty = DoorLimits(connections=5, waiting_each=5, header=SOON, body=SOON, idle=SOON)
    app = Starlette(routes=[WebSocketRoute("/", echo)])
    with (
        serving(app, limits=hasty) as url,
        connect(url.replace("http:", "ws:"), proxy=None) as page,
        ExitStack() as open_ones,
    ):
        half_open = [open_ones.enter_context(knock(url, HALF)) for _ in range(10)]
        for one in half_open:
            assert heard_until_closed(one) == b"", "pushed out, or its time was over"
        page.send("still here")
        assert page.recv() == "still here"


def test_when_everybody_is_being_answered_one_more_is_asked_to_come_again() -> None:
    hasty = replace(PATIENT, connections=2)
    app = Starlette(routes=[WebSocketRoute("/", echo)])
    with serving(app, limits=hasty) as url, ExitStack() as pages:
        ws = url.replace("http:", "ws:")
        for _ in range(2):
            pages.enter_context(connect(ws, proxy=None))
        with knock(url, b"") as one_more:
            assert heard_until_closed(one_more).startswith(b"HTTP/1.1 503 ")


class HeldLoop:
    """The timers of a connection, which go off when a test says so."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.timers: list[asyncio.TimerHandle] = []

    def call_later(self, delay: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        self.timers.append(asyncio.TimerHandle(delay, act, (), self._loop))
        return self.timers[-1]

    def create_task(self, coro: Coroutine[Any, Any, None], **_: Any) -> asyncio.Task[None]:
        return self._loop.create_task(coro)

    def time_goes_by(self) -> None:
        """Every time-out that is still waited for passes."""
        due, self.timers = self.timers, []
        for timer in due:
            if not timer.cancelled():
                timer._run()


class Line(asyncio.Transport):
    """A connection of which nothing is on any wire."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = False
        self.unread = 0

    def is_closing(self) -> bool:
        return self.cut

    def abort(self) -> None:
        self.cut = True

    def close(self) -> None:
        self.cut = True

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.unread += len(data)

    def get_write_buffer_size(self) -> int:
        return self.unread


def test_a_large_body_may_take_its_time_as_long_as_it_comes() -> None:
    async def upload() -> None:
        read = asyncio.Queue[int]()

        async def taking(_scope: Scope, receive: Receive, _send: Send) -> None:
            while (message := await receive())["type"] == "http.request":
                await read.put(len(message["body"]))

        loop, line, config = HeldLoop(), Line(), DoorConfig(taking, PATIENT, log_config=None)
        config.load()
        door = DoorProtocol(config, ServerState(), {}, cast(asyncio.AbstractEventLoop, loop))
        line.set_protocol(door)
        door.connection_made(line)
        door.data_received(b"POST / HTTP/1.1\r\nhost: desk\r\ncontent-length: 20000000\r\n\r\n")
        for _ in range(5):
            door.data_received(b"x" * LEAST_BODY_BYTES)
            assert await read.get() > 0
            loop.time_goes_by()
            assert not line.cut
        door.data_received(b"x" * 100)
        await read.get()
        loop.time_goes_by()
        assert line.cut
        door.connection_lost(None)
        await asyncio.gather(*door.tasks)

    asyncio.run(upload())


def test_a_long_answer_may_take_its_time_as_long_as_it_is_read() -> None:
    async def download() -> None:
        async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200})
            while True:
                more = {"type": "http.response.body", "body": b"x" * 1000, "more_body": True}
                await send(more)
                await asyncio.sleep(0)

        loop, line, config = HeldLoop(), Line(), DoorConfig(endless, PATIENT, log_config=None)
        config.load()
        door = DoorProtocol(config, ServerState(), {}, cast(asyncio.AbstractEventLoop, loop))
        line.set_protocol(door)
        door.connection_made(line)
        door.data_received(WHOLE)
        assert door not in config.waiting, "nobody breaks off what is read"
        line.unread = 20 * LEAST_READ_BYTES
        door.pause_writing()
        for _ in range(5):
            line.unread -= LEAST_READ_BYTES
            loop.time_goes_by()
            assert not line.cut
            assert door in config.waiting, "it makes room where it is crowded"
        door.resume_writing()
        assert door not in config.waiting
        loop.time_goes_by()
        assert not line.cut
        door.pause_writing()
        loop.time_goes_by()
        assert line.cut
        assert door not in config.waiting
        door.connection_lost(None)
        for task in door.tasks:
            task.cancel()
        await asyncio.gather(*door.tasks, return_exceptions=True)

    asyncio.run(download())
