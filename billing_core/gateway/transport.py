"""One HTTP exchange: a connection pool, explicit time-outs, the transport's errors in our words."""

import time
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import structlog

from billing_core.gateway.answer import Answer, read_answer
from billing_core.gateway.call import Call, Kind
from billing_core.gateway.errors import NotSent
from billing_core.gateway.hurry import hurry

log = structlog.get_logger(__name__)

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NEVER_OPENED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True)
class Timeouts:
    """Time-outs in seconds; `connect` also bounds the wait for a free connection of the pool."""

    connect: float = 5.0
    read: float = 15.0
    write: float = 60.0  # a charge asks PG and card company, and giving up early costs certainty


class Transport:
    """An HTTP client with a pool of kept-alive connections, safe to share between threads."""

    def __init__(
        self, base_url: str, timeouts: Timeouts, transport: httpx.BaseTransport | None = None
    ) -> None:
        host = web_address(base_url).host
        self._client = httpx.Client(
            base_url=base_url,
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": "billing-desk"},
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8),
            # An office proxy is right for the real gateway, and never for a sandbox on loopback.
            trust_env=transport is None and host not in _LOOPBACK,
        )
        self._base = str(self._client.base_url).rstrip("/")
        self._timeouts = timeouts

    def close(self) -> None:
        self._client.close()

    def send(self, call: Call, token: str = "") -> Answer:
        """Send once. Raises NotSent, or `call.no_answer`; every status comes back as an Answer."""
        started = time.perf_counter()
        told = log.bind(operation=call.operation, **call.ids)
        try:
            answer = read_answer(self._exchange(call, token))
        except _NEVER_OPENED as error:
            told.warning("gateway_not_reached", error=repr(error), ms=_ms_since(started))
            raise call.error(NotSent, f"no connection, {error!r}") from error
        except httpx.RequestError as error:
            told.warning("gateway_silent", error=repr(error), ms=_ms_since(started))
            raise call.no_answer(f"no answer, {error!r}") from error
        told.debug(
            "gateway_answered",
            http_status=answer.http_status,
            code=answer.code,
            ms=_ms_since(started),
        )
        return answer

    def _exchange(self, call: Call, token: str) -> httpx.Response:
        """As `client.request` does; but merging the address, its query and the headers, which it
        does anew each time, costs as much as the exchange itself."""
        client = self._client
        query = f"?{urlencode(call.query)}" if call.query else ""
        request = httpx.Request(
            call.method,
            f"{self._base}{call.path}{query}",
            json=call.body,
            headers=client.headers,
            cookies=client.cookies,
            extensions={"timeout": self._patience(call).as_dict()},
        )
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return client.send(request)

    def _patience(self, call: Call) -> httpx.Timeout:
        connect = self._timeouts.connect
        if call.kind is not Kind.READ:
            return httpx.Timeout(self._timeouts.write, connect=connect, pool=connect)
        seconds = hurry()
        if seconds is not None:
            return httpx.Timeout(seconds)
        return httpx.Timeout(self._timeouts.read, connect=connect, pool=connect)


def web_address(base_url: str) -> httpx.URL:
    """The base URL, parsed. Raises ValueError for what is not an address of a web server."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise ValueError(f"the gateway's address {base_url!r} is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"the gateway's address {base_url!r} must start with http:// or https://")
    return url


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
