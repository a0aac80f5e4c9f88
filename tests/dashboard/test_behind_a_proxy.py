"""Behind the real nginx and Caddy, by the files of `docs/operating`: what is public and what is not,
what arrives, and what nobody can make up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from starlette.types import ASGIApp
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from billing_core import bootstrap
from billing_core.models import AccessRow, InboxEvent
from billing_core.sidecar import create_app
from billing_core.system import System
from dashboard.parts.desk import the_system
from tests.dashboard.signing_in import token_of
from tests.parts.people import APPROVER
from tests.parts.proxies import DESK, PAY, VISITOR, Proxy, caddy_before, nginx_before
from tests.parts.quiet_system import API_KEY
from tests.parts.world import World

BELL = "/webhooks/iamport"
VENDOR = "52.78.100.19"
PUBLIC = ("/portal", "/portal/refund", "/certificates", "/checkout/none", "/pay/none",
          "/member-pages/none.css")  # fmt: skip
# Of the sidecar, and nobody's from outside; and ways around that somebody might try.
PRIVATE = ("/", "/metrics", "/readyz", "/healthz", "/openapi.json", "/docs", "/sign-in", "/v1",
           "/v2/x", "/webhooks", "/webhooks/other", "/portals", "/payments", "//metrics",
           "/portal/../metrics", "/v1/../readyz", "/v1/%2e%2e/openapi.json", "/portal/..%2fmetrics",
           "/checkout/..;/metrics", "/METRICS", "/webhooks/iamport/../../metrics")  # fmt: skip
KEPT_HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options",
                "referrer-policy", "cross-origin-resource-policy", "cache-control",
                "cross-origin-opener-policy", "permissions-policy",
                "strict-transport-security")  # fmt: skip
BEFORE = {"nginx": nginx_before, "caddy": caddy_before}


@pytest.fixture
def public_desk(world: World, monkeypatch: pytest.MonkeyPatch) -> System:
    chosen = {
        "dashboard_url": f"https://{DESK}",
        "portal_url": f"https://{PAY}",
        "webhook_sources": (VISITOR,),
    }
    system = replace(world.system, settings=world.system.settings.model_copy(update=chosen))
    monkeypatch.setattr(bootstrap, "assemble", lambda: system)
    the_system.clear()
    return system


@pytest.fixture
def sidecar(public_desk: System, serve: Callable[[ASGIApp], str]) -> str:
    return serve(create_app(public_desk))


@pytest.fixture(params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, address: str, sidecar: str, tmp_path: Path
) -> Iterator[Proxy]:
    folder = tmp_path / "proxy"
    folder.mkdir()
    with BEFORE[request.param](address, sidecar, folder) as proxy:
        yield proxy


def test_what_is_public_and_what_is_not(
    proxy: Proxy, address: str, sidecar: str, public_desk: System
) -> None:
    """One story: a proxy is slow to start."""
    only_what_is_public_is_reached(proxy, sidecar)
    security_headers_survive(proxy, address, sidecar)
    a_member_id_comes_through_as_it_was_written(proxy, sidecar)
    the_forwarded_address_arrives_and_a_spoofed_one_does_not(proxy, sidecar, public_desk)
    a_streamlit_page_lives(proxy, public_desk)
    plain_http_is_sent_to_tls(proxy)
    no_key_of_a_member_is_written_down(proxy)


def only_what_is_public_is_reached(proxy: Proxy, sidecar: str) -> None:
    with proxy.client(PAY) as outside, httpx.Client(base_url=sidecar) as inside:
        for path in PUBLIC:
            answer, ours = outside.get(path), inside.get(path)
            assert (answer.status_code, answer.text) == (ours.status_code, ours.text), path
        for path in PRIVATE:
            answer = outside.get(path)
            assert answer.status_code in (400, 404), path
            assert "billing_" not in answer.text, path
            assert "ready" not in answer.text, path
        assert outside.get("/v1/members/hana/billing").json()["error"]["code"] == "api_key"
        too_large = outside.post(BELL, json={"imp_uid": "imp_1", "x": "y" * 70_000})
        assert too_large.status_code == 413
    with proxy.client(DESK) as desk:
        assert desk.get("/").status_code == 401
        assert desk.get("/portal").status_code == 401
        assert desk.post(BELL, json={"imp_uid": "imp_1"}).status_code == 403
        assert desk.get("/healthz").status_code == 200
    if proxy.name == "nginx":  # Caddy has no certificate for a name that it was not told
        with proxy.client(DESK) as stranger:
            answer = stranger.get("/sign-in", headers={"Host": "evil.example"})
            assert answer.status_code == 421


def security_headers_survive(proxy: Proxy, address: str, sidecar: str) -> None:
    for host, url, path in (
        (DESK, address, "/sign-in"),
        (PAY, sidecar, "/portal"),
        (PAY, sidecar, "/v1/members/hana/billing"),
    ):
        with proxy.client(host) as client:
            through = client.get(path, headers={"Accept": "text/html"})
        straight = httpx.get(url + path, headers={"Host": host, "Accept": "text/html"})
        for name in KEPT_HEADERS:
            there = straight.headers.get_list(name)
            assert through.headers.get_list(name) == there, (path, name)
        assert through.headers["x-content-type-options"] == "nosniff"
    with proxy.client(DESK) as desk:
        assert "max-age=31536000" in desk.get("/sign-in").headers["strict-transport-security"]


def a_member_id_comes_through_as_it_was_written(proxy: Proxy, sidecar: str) -> None:
    key = {"Authorization": f"Bearer {API_KEY}"}
    for path in (
        "/v1/members/a%2Fb%20c/billing",
        "/v1/members/%ED%95%98%EB%82%98%3F/billing",
        "/v1/members/a+b%2B/billing",
    ):
        with proxy.client(PAY) as client:
            through = client.get(path, headers=key)
        straight = httpx.get(sidecar + path, headers=key)
        assert (through.status_code, through.text) == (straight.status_code, straight.text)


def the_forwarded_address_arrives_and_a_spoofed_one_does_not(
    proxy: Proxy, sidecar: str, system: System
) -> None:
    made_up = {"X-Forwarded-For": VENDOR, "X-Real-IP": VENDOR, "Forwarded": f"for={VENDOR}"}
    with proxy.client(PAY) as client:
        assert client.post(BELL, json={"imp_uid": "imp_1"}).status_code == 200
        assert client.post(BELL, json={"imp_uid": "imp_2"}, headers=made_up).status_code == 200
        twice = [("X-Forwarded-For", VENDOR), ("X-Forwarded-For", "127.0.0.1")]
        assert client.post(BELL, json={"imp_uid": "imp_3"}, headers=twice).status_code == 200
    with system.database.reading() as session:
        heard = session.execute(
            select(InboxEvent.imp_uid, InboxEvent.remote).order_by(InboxEvent.id)
        ).all()
    assert heard == [("imp_1", VISITOR), ("imp_2", VISITOR), ("imp_3", VISITOR)]
    with proxy.client(DESK) as desk:
        form = {"login": "nobody", "password": "wrong"}
        desk.post("/sign-in", data=form, headers={"Origin": f"https://{DESK}", **made_up})
    with system.database.reading() as session:
        newest = select(AccessRow.remote).order_by(AccessRow.id.desc()).limit(1)
        assert session.scalar(newest) == VISITOR


def a_streamlit_page_lives(proxy: Proxy, system: System) -> None:
    token = token_of(system, APPROVER)
    with proxy.client(DESK, cookies={"__Host-desk": token}) as desk:
        assert "<html" in desk.get("/", headers={"Accept": "text/html"}).text
    a_stream_is_opened(proxy, token)
    for cookie, origin in (("", f"https://{DESK}"), (token, "https://evil.example")):
        with pytest.raises(InvalidStatus) as refused:
            a_stream_is_opened(proxy, cookie, origin)
        assert refused.value.response.status_code == 403


def a_stream_is_opened(proxy: Proxy, token: str, origin: str = f"https://{DESK}") -> None:
    """Within asyncio: the client of threads reads and writes one TLS connection at the same time,
    which may lose what was written. A thread of its own, for a browser's loop may run in this one."""

    async def opened() -> None:
        async with connect(
            f"wss://{DESK}/_stcore/stream",
            sock=proxy.socket(),
            ssl=proxy.trusts,
            origin=Origin(origin),
            additional_headers={"Cookie": f"__Host-desk={token}"},
            open_timeout=60,
        ):
            pass

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, opened()).result()


def plain_http_is_sent_to_tls(proxy: Proxy) -> None:
    for host in (DESK, PAY):
        url = f"http://127.0.0.1:{proxy.plain_port}/portal?x=1"
        answer = httpx.get(url, headers={"Host": host})
        assert answer.status_code in (301, 308)
        assert answer.headers["location"].startswith(f"https://{host}")
        assert answer.headers["location"].endswith("/portal?x=1")


def no_key_of_a_member_is_written_down(proxy: Proxy) -> None:
    secret = "a-token-of-a-member"
    with proxy.client(PAY) as client:
        for path in ("/checkout/", "/pay/", "/portal/enter/"):
            client.get(path + secret)
    for file in proxy.logs.rglob("*"):
        if file.is_file() and file.suffix not in (".pem", ".key"):
            assert secret.encode() not in file.read_bytes(), file


def test_a_lone_spoofed_header_is_ignored(sidecar: str, public_desk: System) -> None:
    """Straight at the door, past the proxy: who is not the proxy says nothing of others."""
    with httpx.Client(
        base_url=sidecar, transport=httpx.HTTPTransport(local_address="127.0.0.3")
    ) as stranger:
        for made_up in (
            {},
            {"X-Forwarded-For": VISITOR},
            {"X-Forwarded-For": f"{VISITOR}, 127.0.0.1"},
        ):
            answer = stranger.post(BELL, json={"imp_uid": "imp_1"}, headers=made_up)
            assert answer.json()["error"]["code"] == "webhook_source", made_up
    with public_desk.database.reading() as session:
        assert session.scalars(select(InboxEvent)).all() == []
