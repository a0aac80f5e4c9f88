"""An httpx transport that calls a sandbox in-process: no sockets, no threads, no waiting."""

import httpx

from billing_core.sandbox.engine import Engine
from billing_core.sandbox.wire import NoAnswerError, NoConnectionError, Request


class SandboxTransport(httpx.BaseTransport):
    """The transport of an in-process client:
    `httpx.Client(transport=SandboxTransport(sandbox), base_url="http://sandbox")`.

    Webhooks are delivered before the call returns; a swallowed answer is `httpx.ReadTimeout`, a
    connection that does not open `httpx.ConnectError`.
    """

    def __init__(self, sandbox: Engine) -> None:
        self._sandbox = sandbox

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        wire = Request(
            method=request.method,
            path=path,
            query=query,
            headers={name.decode().lower(): value.decode() for name, value in request.headers.raw},
            body=request.read(),
        )
        try:
            response = self._sandbox.handle(wire)
        except NoAnswerError:
            raise httpx.ReadTimeout("the sandbox gave no answer", request=request) from None
        except NoConnectionError:
            raise httpx.ConnectError("the sandbox is out of reach", request=request) from None
        return httpx.Response(
            response.status,
            headers={"content-type": response.content_type},
            content=response.body,
            request=request,
        )
