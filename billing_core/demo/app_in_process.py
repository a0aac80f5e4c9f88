"""A transport into an ASGI app without a socket, for a synchronous client."""

from __future__ import annotations

import asyncio

import httpx
from starlette.types import ASGIApp


class AppInProcess(httpx.BaseTransport):
    """The transport: `httpx.Client(transport=AppInProcess(app))`. Not where an event loop runs."""

    def __init__(self, app: ASGIApp) -> None:
        self._asgi = httpx.ASGITransport(app=app)
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        self._loop.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._asgi.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )
