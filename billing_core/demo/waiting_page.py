"""The page at the dashboard's address while the demo's past is lived: how far it is, no buttons.

It asks once a second. When the dashboard stands in its place it loads the same address again, so
whoever followed a link to a page comes out there.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from string import Template
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from billing_core.demo.how_far import HowFar
from billing_core.demo.places import HOST

PROGRESS_PATH = "/demo/progress"
_PAGE = Template(Path(__file__).with_name("waiting.html").read_text(encoding="utf-8"))
_NEVER_KEPT = {"Cache-Control": "no-store"}
_STOP_SECONDS = 5.0


@contextmanager
def waiting_page(port: int, how_far: HowFar) -> Iterator[None]:
    """Serves the page beside the work of the block; the port is free again afterwards."""
    with socket.create_server((HOST, port)) as listener:
        # Of asyncio's own sockets only; without it every answer on a kept connection takes 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(how_far),
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        thread = Thread(target=server.run, args=([listener],), name="waiting-page", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)


def create_app(how_far: HowFar) -> Starlette:
    async def progress(_request: Request) -> Response:
        return JSONResponse(how_far.told(), headers=_NEVER_KEPT)

    async def not_yet(_request: Request) -> Response:
        """What asks the dashboard itself, such as its health, is not answered by anybody else."""
        return PlainTextResponse("the demo is being filled", 503, {"Retry-After": "5"})

    async def page(_request: Request) -> Response:
        told = {name: escape(str(value)) for name, value in how_far.told().items()}
        return HTMLResponse(_PAGE.substitute(told, path=PROGRESS_PATH), headers=_NEVER_KEPT)

    return Starlette(
        routes=[
            Route(PROGRESS_PATH, progress),
            Route("/healthz", not_yet),
            Route("/_stcore/{rest:path}", not_yet),
            Route("/{rest:path}", page),
        ]
    )
