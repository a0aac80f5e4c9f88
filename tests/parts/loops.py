"""Loops that turn, as a door or a page finds them in the book while a worker runs somewhere."""

from __future__ import annotations

from billing_core.system import System
from billing_core.worker import Worker


def let_loops_beat(system: System) -> None:
    """One heartbeat of each, now by the real clock of `system`."""
    Worker(system).supervisor.beat()
