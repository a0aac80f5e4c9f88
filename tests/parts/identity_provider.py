"""A real identity provider on loopback (`oidc-provider-mock`), which asks for PKCE as well."""

from __future__ import annotations

import io
import json
import threading
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True)
class RunningProvider:
    """`issuer` is its address."""

    issuer: str

    def knows(self, subject: str, now: datetime, **claims: object) -> None:
        """Its tokens about `subject` are of `now`, with `claims` over everything else in them."""
        at = int(now.timestamp())
        told = {"iat": at, "exp": at + 3600, "auth_time": at} | claims
        httpx.put(f"{self.issuer}/users/{subject}", json=told).raise_for_status()

    def lets_in(self, address: str, subject: str) -> str:
        """Somebody signs in at the page that they were sent to; returns where that sends them."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@contextmanager
def identity_provider() -> Iterator[RunningProvider]:
    with warnings.catch_warnings(record=True):  # what the package uses is deprecated
        import oidc_provider_mock
    app = _AsksForPkce(oidc_provider_mock.app())
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield RunningProvider(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """It would write every request to the terminal."""


class _AsksForPkce:
    """The package takes no notice of PKCE (RFC 7636); the companies' providers do."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._challenges: dict[str, str] = {}  # by code

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        asked = parse_qs(environ["QUERY_STRING"])
        challenge = asked.get("code_challenge", [""])[0]
        if environ["PATH_INFO"].endswith("/authorize"):
            if not challenge or asked.get("code_challenge_method") != ["S256"]:
                return _refused(start_response)

            def remembering(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                back = urlsplit(dict(headers).get("Location", ""))
                for code in parse_qs(back.query).get("code", []):
                    self._challenges[code] = challenge
                return start_response(status, headers, *rest)

            return self._app(environ, remembering)
        if environ["PATH_INFO"].endswith("/token"):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            form = parse_qs(body.decode())
            verifier = form.get("code_verifier", [""])[0]
            digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if self._challenges.pop(form["code"][0], None) != digest:
                return _refused(start_response)
        return self._app(environ, start_response)


def _refused(start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("400 Bad Request", [("Content-Type", "application/json")])
    return [json.dumps({"error": "invalid_grant"}).encode()]
