"""Many keep-alive connections asking one door at once, from a process of their own: for measuring.

Each sends its next request as soon as the last one is answered. As a program it reads one JSON
object from its input (`Asking`) and writes one (`Answered`), so that it takes no time of the
measured process, nor of the one that measures.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter

END_OF_HEADER = b"\r\n\r\n"


@dataclass(frozen=True)
class Asking:
    """`bodies` are POSTed as JSON, one a request; an empty one is a GET."""

    port: int
    path: str
    bodies: Sequence[str]
    connections: int = 16


@dataclass(frozen=True)
class Answered:
    """`statuses`: how many by status. `latencies`: seconds of each, from sending to the answer."""

    seconds: float
    statuses: dict[str, int]
    latencies: list[float]

    @property
    def a_second(self) -> float:
        return len(self.latencies) / self.seconds

    def slowest(self, share: float) -> float:
        """The latency that all but a `share` of the requests stay below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * (1 - share)))]


@dataclass
class _Line:
    socket: socket.socket
    sent_at: float = 0.0
    heard: bytearray = field(default_factory=bytearray)

    def hear(self) -> int | None:
        """The status, once the whole answer is here."""
        more = self.socket.recv(65_536)
        if not more:
            raise ConnectionError("closed in the middle")
        self.heard += more
        header, ended, body = self.heard.partition(END_OF_HEADER)
        if not ended:
            return None
        length = int(header.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return None
        self.heard.clear()
        return int(header[9:12])


def ask_from_another_process(asking: Asking) -> Answered:
    told = json.dumps(asdict(asking))
    command = [sys.executable, "-m", "tests.parts.keep_alive"]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
    return Answered(**json.loads(done.stdout))


def ask(asking: Asking) -> Answered:
    requests = _requests(asking)
    statuses: Counter[str] = Counter()
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(asking.connections):
            line = _Line(socket.create_connection(("127.0.0.1", asking.port)))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = perf_counter()
        for key in list(selector.get_map().values()):
            _send_next(key.data, requests)
        while len(latencies) < len(asking.bodies):
            for key, _ in selector.select():
                line = key.data
                status = line.hear()
                if status is None:
                    continue
                latencies.append(perf_counter() - line.sent_at)
                statuses[str(status)] += 1
                _send_next(line, requests)
        seconds = perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return Answered(seconds, dict(statuses), latencies)


def _send_next(line: _Line, requests: Iterator[bytes]) -> None:
    request = next(requests, None)
    if request is not None:
        line.sent_at = perf_counter()
        line.socket.sendall(request)


def _requests(asking: Asking) -> Iterator[bytes]:
    for body in asking.bodies:
        method = "POST" if body else "GET"
        said = body.encode()
        kind = "content-type: application/json\r\n" if body else ""
        header = (
            f"{method} {asking.path} HTTP/1.1\r\nhost: desk\r\n{kind}content-length: {len(said)}"
        )
        yield header.encode() + END_OF_HEADER + said


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(ask(Asking(**json.load(sys.stdin))))))
