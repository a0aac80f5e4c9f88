"""Limits of a web door: how long it waits for a request, and for how many at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DoorLimits:
    """Seconds, and numbers of connections. While a body comes, every `body` seconds have to bring
    64 kB or its end, and while an answer waits for its reader he has to take 16 kB of it.
    `waiting_each`: of one address, without a request in hand."""

    connections: int = 500
    waiting_each: int = 100
    header: float = 10.0
    body: float = 30.0
    idle: float = 15.0
