"""A middleware that caps bodies at 64 kB, counted while read, whatever Content-Length says."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024


class BodyTooLarge(HTTPException):
    """A body above the cap; an HTTPException, as FastAPI lets no other error out of reading one."""

    def __init__(self) -> None:
        super().__init__(status_code=413)


class BodyCap:
    """The middleware. FastAPI's own limit does the same, but answers in plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def capped() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                raise BodyTooLarge
            return message

        await self.app(scope, capped, send)
