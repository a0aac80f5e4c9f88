"""Ports for programs that a test starts, or starts again, on a number that it has chosen before."""

import os
import socket
from itertools import count

# Below those that the system gives to whoever asks for any: a program that is down for a moment
# would find a server of another test on its number.
_FIRST, _MANY = 10_000, 20_000
_next = count(os.getpid() * 61)


def chosen_port() -> int:
    """A port of this machine on which nobody listens, and which is given to nobody who asks for any."""
    while True:
        port = _FIRST + next(_next) % _MANY
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
