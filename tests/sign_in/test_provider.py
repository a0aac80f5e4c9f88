"""What the company's provider says of itself is believed only as far as it is the one we asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from billing_core.clock import HeldClock
from billing_core.oidc.provider import DISCOVERY, CodeRequest, OidcProvider
from billing_core.rules.refusal import RefusalCode
from tests.sign_in.office import NOW, refuses

Serve = Callable[..., str]


def asked(issuer: str) -> RefusalCode:
    provider = OidcProvider(
        issuer=issuer, client_id="desk", client_secret="secret", clock=HeldClock(NOW)
    )
    request = CodeRequest.new()
    try:
        return refuses(lambda: provider.address(request, "http://127.0.0.1/back", language="ko"))
    finally:
        provider.close()


@pytest.mark.parametrize("called", ["https://other.example", "{issuer}/", "{issuer}/sub"])
def test_a_provider_that_calls_itself_otherwise_is_not_used(serve: Serve, called: str) -> None:
    def describes(request: Request) -> Response:
        issuer = str(request.base_url).rstrip("/")
        ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        told = {"issuer": called.format(issuer=issuer)} | {end: f"{issuer}/{end}" for end in ends}
        return JSONResponse(told)

    assert asked(serve(Starlette(routes=[Route(DISCOVERY, describes)]))) is (
        RefusalCode.PROVIDER_AWAY
    )


def test_where_a_provider_sends_us_elsewhere_we_do_not_go(serve: Serve) -> None:
    went: list[str] = []

    def elsewhere(request: Request) -> Response:
        went.append(request.url.path)
        return JSONResponse({})

    def sends_on(request: Request) -> Response:
        return RedirectResponse("/elsewhere")

    routes = [Route(DISCOVERY, sends_on), Route("/elsewhere", elsewhere)]
    assert asked(serve(Starlette(routes=routes))) is RefusalCode.PROVIDER_AWAY
    assert went == []
