"""The sandbox over a book that is there, answering every call after a while: for measuring.

Usage: python -m tests.parts.slow_gateway PORT BOOK UNIX_SECONDS
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from billing_core.rules.door_limits import DoorLimits
from billing_core.sandbox.app import create_app
from billing_core.sandbox.clock import SandboxClock
from billing_core.sandbox.sandbox import Sandbox
from billing_core.web_server import run_door

SECONDS = 0.05


class AnswersLate:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(SECONDS)
        await self._app(scope, receive, send)


def main(port: str, book: str, held_at: str) -> None:
    sandbox = Sandbox(Path(book), SandboxClock(held_at=int(held_at)))
    run_door(AnswersLate(create_app(sandbox)), DoorLimits(), host="127.0.0.1", port=int(port))
    sandbox.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
