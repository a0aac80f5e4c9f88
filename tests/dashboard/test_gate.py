"""The gate, over real HTTP and real WebSockets: who passes, under which name, from which page."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from billing_core import bootstrap
from billing_core.clock import HeldClock
from billing_core.sign_in.people import disable_person, sign_out_everywhere
from billing_core.tokens import digest
from dashboard.gate.doors import SESSION_HEADER
from dashboard.parts.desk import the_system
from tests.dashboard.knocking import PAGE, chooses_password, cookie, signed_in
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.world import World

STREAM = "/_stcore/stream"
PASSWORD = "푸른 하늘 은하수 17"
# Of everything that the dashboard serves, one path each.
PATHS = (
    *("/", "/members?member=hana", "/static/js/index.js", "/media/0123.csv", "/component/x/y"),
    *("/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/a/b"),
    *("/sign-out", "/nothing/at/all"),
)
SIGNED, NOBODY, FOREIGN = "signed in", "no cookie", "a foreign cookie"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_seen_without_signing_in(visitor: httpx.Client, path: str) -> None:
    page = visitor.get(path, headers=PAGE)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in")

    for method in ("GET", "POST", "PUT", "DELETE"):
        own = {"Origin": str(visitor.base_url)}
        assert visitor.request(method, path, headers=own).status_code == 401


def test_only_the_health_of_the_process_is_everybodys(visitor: httpx.Client) -> None:
    assert visitor.get("/healthz").text == "ok"


@pytest.mark.parametrize("token", ["", "invented", "0" * 64, "'; DROP TABLE people; --", "\x7f%00"])
def test_a_foreign_cookie_opens_nothing(visitor: httpx.Client, address: str, token: str) -> None:
    assert visitor.get("/", headers=cookie(address, token)).status_code == 401


def test_a_session_that_ended_opens_nothing(world: World, address: str) -> None:
    headers = signed_in(world, address)
    assert isinstance(world.system.wall_clock, HeldClock)
    now = world.system.wall_clock.now()
    with httpx.Client(base_url=address, headers=headers) as client:
        assert client.get("/").status_code == 200
        world.system.wall_clock.set(now + timedelta(minutes=31))
        assert client.get("/").status_code == 401, "half an hour of nothing"
        world.system.wall_clock.set(now)
        assert client.get("/").status_code == 200
        with world.system.database.writing() as session:
            assert APPROVER.number is not None
            sign_out_everywhere(session, APPROVER.number, actor=APPROVER, now=now)
        assert client.get("/").status_code == 401, "signed out everywhere"


def test_whoever_is_disabled_is_out_with_the_next_click(world: World, address: str) -> None:
    with httpx.Client(base_url=address, headers=signed_in(world, address)) as client:
        assert client.get("/").status_code == 200
        with world.system.database.writing() as session:
            assert APPROVER.number is not None
            disable_person(session, APPROVER.number, actor=ADMINISTRATOR, now=world.clock.now())
        assert client.get("/").status_code == 401


def test_a_header_from_outside_makes_nobody(world: World, address: str) -> None:
    key = digest(token_of(world.system, APPROVER))
    forged = {SESSION_HEADER: key, "X-Forwarded-User": "demo1"}
    assert httpx.get(address, headers=forged).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:8501", 421),
        ("", 421),
    ],
)
def test_under_a_strangers_name_it_answers_nobody(
    world: World, address: str, host: str, status: int
) -> None:
    port = urlsplit(address).port
    token = token_of(world.system, APPROVER)
    named = f"{host}:{port}" if status == 200 else host
    headers = {"Host": named, "Cookie": f"desk_{port}={token}; desk_80={token}; desk_8501={token}"}
    assert httpx.get(address, headers=headers).status_code == status


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:1"])
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/code", "/sign-in/demo", "/_stcore/upload_file/a/b"]
)
def test_another_site_can_send_nothing(world: World, address: str, origin: str, path: str) -> None:
    headers = signed_in(world, address) | ({"Origin": origin} if origin else {})
    assert httpx.post(address + path, headers=headers).status_code == 403


@pytest.mark.parametrize("who", [SIGNED, NOBODY, FOREIGN])
@pytest.mark.parametrize("origin", ["own", "null", "https://evil.example", None])
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_a_websocket_passes_with_all_three_or_not_at_all(
    world: World, address: str, host: str, origin: str | None, who: str
) -> None:
    port = urlsplit(address).port
    headers = {
        SIGNED: signed_in(world, address),
        NOBODY: {},
        FOREIGN: cookie(address, "invented"),
    }[who]
    own = f"http://{host}:{port}"
    from_page = own if origin == "own" else origin
    passes = (host, origin, who) == ("127.0.0.1", "own", SIGNED)

    with socket.create_connection(("127.0.0.1", port)) as line:
        opens = partial(
            connect,
            f"ws://{host}:{port}{STREAM}",
            sock=line,
            additional_headers=headers,
            origin=Origin(from_page) if from_page else None,
        )
        if passes:
            with opens():
                pass
        else:
            with pytest.raises(InvalidStatus) as refused:
                opens()
            assert refused.value.response.status_code == 403


def test_every_answer_carries_its_security_headers(world: World, address: str) -> None:
    own = signed_in(world, address)
    for path, headers in (
        *(("/", own), ("/healthz", {}), ("/sign-in", {})),
        *(("/nowhere", {}), ("/", {"Host": "x.y"})),
    ):
        answer = httpx.get(address + path, headers=headers)
        assert answer.headers["x-frame-options"] == "DENY", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        for least in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert least in policy, path
        assert "object-src 'none'" in policy or "default-src 'none'" in policy
        assert answer.headers["referrer-policy"] == "same-origin"


def test_behind_tls_the_cookie_is_for_this_host_and_tls_alone(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = world.system.settings.model_copy(
        update={"dashboard_url": "https://desk.company.kr", "demo": True}
    )
    monkeypatch.setattr(bootstrap, "assemble", lambda: replace(world.system, settings=settings))
    the_system.clear()
    named = {"Host": "desk.company.kr"}
    own = named | {"Origin": "https://desk.company.kr"}

    came = httpx.post(address + "/sign-in/demo", headers=own, data={"person": "demo1"})

    assert came.headers["set-cookie"].startswith("__Host-desk=")
    assert "Secure" in came.headers["set-cookie"]
    refused = httpx.get(address, headers=named | PAGE)
    assert refused.status_code == 303
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 421
    for answer in (came, refused, httpx.get(f"{address}/sign-in", headers=named)):
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("host", ["localhost:abc", "[", "[::1", "a b"])
def test_a_name_that_is_none_is_refused(address: str, world: World, host: str) -> None:
    assert httpx.get(address, headers={"Host": host}).status_code in (400, 421)


def test_an_origin_that_is_none_is_refused(address: str, world: World) -> None:
    assert httpx.post(f"{address}/sign-in", headers={"Origin": "http://["}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/sign-in/", "/sign-in/other", "/sign-in/link/a/b", "/sign-in2", "/sign-in/code/x"),
        *("/sign-in/company/", "/sign-in/company/back/x", "/sign-in/link/a/company/x"),
    ],
)
def test_what_only_looks_like_a_sign_in_page_is_closed(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 401


def test_no_other_page_is_allowed_to_read(world: World, address: str) -> None:
    own = signed_in(world, address)
    for path in ("/", "/_stcore/host-config", "/healthz"):
        for origin in ("https://evil.example", "null"):
            answer = httpx.get(address + path, headers=own | {"Origin": origin})
            assert answer.status_code == 200
            assert "access-control-allow-origin" not in answer.headers


def test_nobody_has_their_own_request_sent_back(world: World, address: str) -> None:
    headers = signed_in(world, address) | {"Origin": address}
    assert httpx.request("TRACE", address, headers=headers).status_code in (403, 405)


def test_who_signs_in_anew_leaves_no_session_behind(world: World, visitor: httpx.Client) -> None:
    """A token that somebody has planted or copied before is of no use afterwards."""
    before = signed_in(world, str(visitor.base_url))
    assert visitor.get("/", headers=before).status_code == 200
    chooses_password(world, visitor, "hana", PASSWORD)

    own = before | {"Origin": str(visitor.base_url).rstrip("/")}
    came = visitor.post("/sign-in", data={"login": "hana", "password": PASSWORD}, headers=own)

    assert came.status_code == 303
    assert came.cookies
    visitor.cookies.clear()
    assert visitor.get("/", headers=before).status_code == 401
