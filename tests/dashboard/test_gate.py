"""The gate, over real HTTP and real WebSockets: who passes, under which name, from which page."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import delete
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from billing_core import bootstrap
from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.models import Person, PersonSession
from billing_core.rules.actor import Role
from billing_core.sign_in.links import make_link
from billing_core.sign_in.people import add_person, disable_person, sign_out_everywhere
from billing_core.sign_in.tokens import digest
from dashboard.gate.doors import SESSION_HEADER, own_path
from dashboard.parts.desk import the_system
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.world import World

PAGE = {"Accept": "text/html"}
STREAM = "/_stcore/stream"
# Of everything that the dashboard serves, one path each.
PATHS = (
    *("/", "/members?member=hana", "/static/js/index.js", "/media/0123.csv", "/component/x/y"),
    *("/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/a/b"),
    *("/sign-out", "/nothing/at/all"),
)


@pytest.fixture
def visitor(world: World, address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


def cookie(address: str, token: str) -> dict[str, str]:
    return {"Cookie": f"desk_{urlsplit(address).port}={token}"}


def signed_in(world: World, address: str) -> dict[str, str]:
    return cookie(address, token_of(world.system, APPROVER))


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


def test_after_signing_in_one_is_where_one_wanted_to_go(
    world: World, address: str, visitor: httpx.Client
) -> None:
    token = _set_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    wanted = visitor.get("/members?member=hana", headers=PAGE).headers["location"]
    form = visitor.get(wanted)
    assert 'value="/members?member=hana"' in form.text
    assert "<h1>로그인</h1>" in form.text

    came = _posts(
        visitor,
        "/sign-in",
        login="hana",
        password="푸른 하늘 은하수 17",
        next="/members?member=hana",
    )

    assert (came.status_code, came.headers["location"]) == (303, "/members?member=hana")
    given = came.headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert visitor.get("/", headers=PAGE).status_code == 200
    assert token not in given


def test_a_wrong_password_is_one_sentence_and_keeps_what_was_typed(
    world: World, visitor: httpx.Client
) -> None:
    said = _posts(visitor, "/sign-in", login="<b>hana</b>", password="guess")

    assert said.status_code == 401
    assert "아이디나 비밀번호가 올바르지 않습니다." in said.text
    assert 'value="&lt;b&gt;hana&lt;/b&gt;"' in said.text
    assert "set-cookie" not in said.headers
    english = _posts(visitor, "/sign-in", login="hana", password="guess", lang="en")
    assert "The login or the password is wrong." in english.text


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
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/demo", "/_stcore/upload_file/a/b"])
def test_another_site_can_send_nothing(world: World, address: str, origin: str, path: str) -> None:
    headers = signed_in(world, address) | ({"Origin": origin} if origin else {})
    assert httpx.post(address + path, headers=headers).status_code == 403


SIGNED, NOBODY, FOREIGN = "signed in", "no cookie", "a foreign cookie"


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
    for path, headers in (("/", own), ("/sign-in", {}), ("/nowhere", {}), ("/", {"Host": "x.y"})):
        answer = httpx.get(address + path, headers=headers)
        assert answer.headers["x-frame-options"] == "DENY", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


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
    assert httpx.get(address, headers=named | PAGE).status_code == 303
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 421


def test_the_demos_people_are_let_in_with_a_click_on_this_machine_alone(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"Origin": address}
    not_a_demo = httpx.post(f"{address}/sign-in/demo", headers=own, data={"person": "demo1"})
    assert not_a_demo.status_code == 410
    assert "button" in httpx.get(f"{address}/sign-in").text
    assert "김지현" not in httpx.get(f"{address}/sign-in").text

    settings = world.system.settings.model_copy(update={"demo": True})
    monkeypatch.setattr(bootstrap, "assemble", lambda: replace(world.system, settings=settings))
    the_system.clear()

    assert "김지현" in httpx.get(f"{address}/sign-in").text
    came = httpx.post(f"{address}/sign-in/demo", headers=own, data={"person": "demo1"})
    assert came.status_code == 303
    for header in (
        "X-Forwarded-Host",
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "CF-Ray",
    ):
        through = {header: "1.2.3.4"}
        assert "김지현" not in httpx.get(f"{address}/sign-in", headers=through).text
        refused = httpx.post(
            f"{address}/sign-in/demo", headers=own | through, data={"person": "demo1"}
        )
        assert "set-cookie" not in refused.headers
    with world.system.database.writing() as session:
        add_person(
            session, "hana", "김하나", Role.VIEWER, actor=ADMINISTRATOR, now=world.clock.now()
        )
        assert APPROVER.number is not None
        disable_person(session, APPROVER.number, actor=ADMINISTRATOR, now=world.clock.now())
    assert "김하나" not in httpx.get(f"{address}/sign-in").text, "not of the team: has a password"
    for person in ("demo1", "hana"):
        refused = httpx.post(f"{address}/sign-in/demo", headers=own, data={"person": person})
        assert "set-cookie" not in refused.headers


def test_a_link_that_was_used_or_never_made_says_what_to_do(
    world: World, visitor: httpx.Client
) -> None:
    gone = visitor.get("/sign-in/link/never-made", headers=PAGE)
    assert gone.status_code == 410
    assert "관리자에게 새 링크를 요청해 주세요." in gone.text
    assert "Ask an administrator" in visitor.get("/sign-in/link/never-made?lang=en").text


def test_a_password_that_will_not_do_or_was_typed_twice_differently_is_asked_for_again(
    world: World, visitor: httpx.Client
) -> None:
    path = _link(world, "hana")
    weak = _posts(visitor, path, password="짧다", again="짧다")
    assert (weak.status_code, "10자 이상으로" in weak.text) == (422, True)
    unlike = _posts(visitor, path, password="푸른 하늘 은하수 17", again="푸른 바다 은하수 17")
    assert "두 비밀번호가 다릅니다." in unlike.text

    right = _posts(visitor, path, password="푸른 하늘 은하수 17", again="푸른 하늘 은하수 17")
    assert right.headers["location"] == "/sign-in?set=1"
    assert "비밀번호를 정했습니다." in visitor.get("/sign-in?set=1").text


@pytest.mark.parametrize("host", ["localhost:abc", "[", "[::1", "a b"])
def test_a_name_that_is_none_is_refused(address: str, world: World, host: str) -> None:
    assert httpx.get(address, headers={"Host": host}).status_code in (400, 421)


def test_an_origin_that_is_none_is_refused(address: str, world: World) -> None:
    assert httpx.post(f"{address}/sign-in", headers={"Origin": "http://["}).status_code == 403


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/other", "/sign-in/link/a/b", "/sign-in2"])
def test_what_only_looks_like_a_sign_in_page_is_closed(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 401


def test_a_password_is_taken_from_the_form_alone_and_nothing_large(
    world: World, visitor: httpx.Client
) -> None:
    _set_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    own = {"Origin": str(visitor.base_url).rstrip("/")}
    query = {"login": "hana", "password": "푸른 하늘 은하수 17"}
    assert visitor.post("/sign-in", params=query, headers=own).status_code == 401
    assert visitor.post("/sign-in", data={"login": "x" * 20_000}, headers=own).status_code == 413
    endless = visitor.post("/sign-in", content=iter([b"login=x"]), headers=own)
    assert endless.status_code == 413


def test_a_book_that_is_away_is_one_sentence_on_the_sign_in_page(
    world: World, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Database("sqlite:////nowhere/at/all.db")
    monkeypatch.setattr(bootstrap, "assemble", lambda: replace(world.system, database=gone))
    the_system.clear()

    page = visitor.get("/sign-in", headers=PAGE)

    assert page.status_code == 503
    assert "데이터베이스에 접근할 수 없습니다." in page.text
    gone.close()


def test_no_log_holds_the_address_of_a_link(
    world: World, visitor: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    path = _link(world, "hana")
    with caplog.at_level("DEBUG"):
        assert visitor.get(path).status_code == 200
    ours = [line for line in caplog.records if not line.name.startswith("http")]  # not our own
    assert path.rsplit("/", 1)[1] not in " ".join(line.getMessage() for line in ours)


def test_a_known_browser_is_remembered_by_a_cookie_of_its_own(
    world: World, visitor: httpx.Client
) -> None:
    _set_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    first = _posts(visitor, "/sign-in", login="hana", password="푸른 하늘 은하수 17")
    assert sum("_browser=" in each for each in first.headers.get_list("set-cookie")) == 1
    again = _posts(visitor, "/sign-in", login="hana", password="푸른 하늘 은하수 17")
    assert not any("_browser=" in each for each in again.headers.get_list("set-cookie"))


def test_a_company_without_anybody_is_told_how_to_begin(
    world: World, visitor: httpx.Client
) -> None:
    assert "billing people add" not in visitor.get("/sign-in").text
    with world.system.database.writing() as session:
        session.execute(delete(PersonSession))
        session.execute(delete(Person))
    assert "billing people add" in visitor.get("/sign-in").text


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/members?member=hana", "/members?member=hana"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/sign-in?next=/", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_to_another_site(wanted: str, goes: str) -> None:
    assert own_path(wanted) == goes


def test_the_book_holds_no_token(world: World) -> None:
    token = token_of(world.system, APPROVER)
    (row,) = world.rows(PersonSession)
    assert re.fullmatch("[0-9a-f]{64}", row.token_hash)
    assert token not in row.token_hash


def _link(world: World, login: str) -> str:
    now = world.system.wall_clock.now()
    with world.system.database.writing() as session:
        person = add_person(session, login, "김하나", Role.VIEWER, actor=ADMINISTRATOR, now=now)
        return make_link(session, person, actor=ADMINISTRATOR, now=now)


def _set_password(world: World, visitor: httpx.Client, login: str, password: str) -> str:
    path = _link(world, login)
    assert _posts(visitor, path, password=password, again=password).status_code == 303
    return path


def _posts(visitor: httpx.Client, path: str, **form: str) -> httpx.Response:
    return visitor.post(path, data=form, headers={"Origin": str(visitor.base_url).rstrip("/")})
