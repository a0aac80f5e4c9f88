"""A real HTTP server on loopback that a test can make misbehave on the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.gateway.script import NOON, envelope
from tests.parts.ports import chosen_port

Behaviour = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request and the means to answer it, well or badly."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet; two would wait for each other's acknowledgement
    server: WireServer

    def answer(self, body: object, http_status: int = 200) -> None:
        self.answer_bytes(json.dumps(body).encode(), http_status)

    def answer_bytes(self, content: bytes, http_status: int = 200) -> None:
        self.send_response(http_status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def answer_half_and_hang_up(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"code": 0, "resp')
        self.close_connection = True

    def hang_up(self) -> None:
        self.close_connection = True

    def stay_silent(self) -> None:
        """Until the test is over; the client has long given up by then."""
        self.server.test_is_over.wait(30)
        self.close_connection = True

    def do_any(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.receive(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the requests are kept in `WireServer.requests`."""


class WireServer(ThreadingHTTPServer):
    """`requests` and `token_requests` are lines like "GET /payments/imp_1"."""

    daemon_threads = True
    request_queue_size = 64  # many clients may knock at the same moment

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behave: Behaviour = lambda exchange: exchange.answer(envelope(None, -1), 404)
        self.grant_token: Behaviour = self._grant_next_token
        self.requests: list[str] = []
        self.authorizations: list[str] = []
        self.token_requests: list[str] = []
        self.connections: set[tuple[str, int]] = set()
        self.test_is_over = threading.Event()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def receive(self, exchange: Exchange) -> None:
        line = f"{exchange.command} {exchange.path}"
        asks_for_token = exchange.path.endswith("/users/getToken")
        with self._lock:
            self.connections.add(exchange.client_address)
            (self.token_requests if asks_for_token else self.requests).append(line)
            if not asks_for_token:
                self.authorizations.append(exchange.headers.get("Authorization", ""))
        (self.grant_token if asks_for_token else self.behave)(exchange)

    def _grant_next_token(self, exchange: Exchange) -> None:
        token = f"token-{len(self.token_requests)}"
        grant = {"access_token": token, "now": NOON, "expired_at": NOON + 1800}
        exchange.answer(envelope(grant))


@contextmanager
def wire_server() -> Iterator[WireServer]:
    server = WireServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.test_is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def unused_address() -> str:
    """The base URL of a port where nobody listens."""
    return f"http://127.0.0.1:{chosen_port()}"
