"""A merchant's webhook door on loopback, which keeps what it was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread

Heard = tuple[str, str]
"""Content type and body of one webhook."""

PATIENCE = 10


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.answer = 200
        self.says = b""
        self._heard: Queue[Heard] = Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhooks/iamport"

    def take(self, content_type: str, body: str) -> int:
        self._heard.put((content_type, body))
        return self.answer

    def next(self) -> Heard:
        """The next webhook, waited for. Raises `queue.Empty` when none comes."""
        return self._heard.get(timeout=PATIENCE)

    @property
    def quiet(self) -> bool:
        return self._heard.empty()


class _Door(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.send_response(self.server.take(self.headers["content-type"], body))
        self.send_header("content-length", str(len(self.server.says)))
        self.end_headers()
        self.wfile.write(self.server.says)

    def log_message(self, format: str, *args: object) -> None:
        """Webhooks are kept, not printed."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()
