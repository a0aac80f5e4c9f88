"""The pages to sign in, over real HTTP: a password, the demo's people, a one-time link."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pyotp import TOTP
from sqlalchemy import delete, select

from billing_core import bootstrap
from billing_core.database import Database
from billing_core.models import Person, PersonSession
from billing_core.rules.actor import Role
from billing_core.sign_in.people import add_person, disable_person
from billing_core.sign_in.totp import new_secret, turn_on_totp
from dashboard.gate.doors import own_path
from dashboard.parts.desk import the_system
from tests.dashboard.knocking import PAGE, chooses_password, link_of, posts, signed_in
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.world import World

STEP = timedelta(seconds=30)


def test_after_signing_in_one_is_where_one_wanted_to_go(
    world: World, address: str, visitor: httpx.Client
) -> None:
    token = chooses_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    wanted = visitor.get("/members?member=hana", headers=PAGE).headers["location"]
    form = visitor.get(wanted)
    assert 'value="/members?member=hana"' in form.text
    assert "<h1>로그인</h1>" in form.text

    came = posts(
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


def test_english_chosen_at_sign_in_is_the_language_of_the_desk(
    world: World, visitor: httpx.Client
) -> None:
    chooses_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    typed = {"login": "hana", "password": "푸른 하늘 은하수 17", "lang": "en"}
    came = posts(visitor, "/sign-in", **typed)
    assert came.headers["location"] == "/?language=en"
    came = posts(visitor, "/sign-in", **typed, next="/members?member=x%26y&language=한국어")
    assert came.headers["location"].startswith("/members?member=x%26y&language=%ED"), "chosen there"
    came = posts(visitor, "/sign-in", **typed, next="/members?member=x%26y")
    assert came.headers["location"] == "/members?member=x%26y&language=en"


def test_whoever_has_switched_on_two_steps_types_a_code_after_the_password(
    world: World, visitor: httpx.Client
) -> None:
    password, secret = "푸른 하늘 은하수 17", new_secret()
    chooses_password(world, visitor, "hana", password)
    now = world.system.wall_clock.now()
    with world.system.database.writing() as session:
        hana = session.scalars(select(Person).where(Person.login == "hana")).one().actor
        turn_on_totp(session, secret, TOTP(secret).at(now - STEP), actor=hana, now=now)

    asked = posts(visitor, "/sign-in", login="hana", password=password, next="/members")
    assert asked.headers["location"] == "/sign-in/code?lang=ko&next=%2Fmembers"
    assert visitor.get("/", headers=PAGE).status_code == 303
    page = visitor.get(asked.headers["location"]).text
    assert "<h1>2단계 인증</h1>" in page
    assert 'value="/members"' in page
    wrong = posts(visitor, "/sign-in/code", code="000000", next="/members")
    assert (wrong.status_code, "인증 코드가 올바르지 않습니다." in wrong.text) == (401, True)
    with httpx.Client(base_url=visitor.base_url) as stranger:
        over = posts(stranger, "/sign-in/code", code=TOTP(secret).at(now))
        assert "이 브라우저에서 시작하지 않은 로그인입니다." in over.text

    right = posts(visitor, "/sign-in/code", code=TOTP(secret).at(now), next="/members")

    assert (right.status_code, right.headers["location"]) == (303, "/members")
    assert visitor.get("/", headers=PAGE).status_code == 200


def test_a_wrong_password_is_one_sentence_and_keeps_what_was_typed(
    world: World, visitor: httpx.Client
) -> None:
    said = posts(visitor, "/sign-in", login="<b>hana</b>", password="guess")

    assert said.status_code == 401
    assert "아이디나 비밀번호가 올바르지 않습니다." in said.text
    assert 'value="&lt;b&gt;hana&lt;/b&gt;"' in said.text
    assert "set-cookie" not in said.headers
    english = posts(visitor, "/sign-in", login="hana", password="guess", lang="en")
    assert "The login or the password is wrong." in english.text


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
    path = link_of(world, "hana")
    weak = posts(visitor, path, password="짧다", again="짧다")
    assert (weak.status_code, "10자 이상으로" in weak.text) == (422, True)
    unlike = posts(visitor, path, password="푸른 하늘 은하수 17", again="푸른 바다 은하수 17")
    assert "두 비밀번호가 다릅니다." in unlike.text

    right = posts(visitor, path, password="푸른 하늘 은하수 17", again="푸른 하늘 은하수 17")
    assert right.headers["location"] == "/sign-in?set=1"
    assert "비밀번호를 정했습니다." in visitor.get("/sign-in?set=1").text


def test_a_password_is_taken_from_the_form_alone_and_nothing_large(
    world: World, visitor: httpx.Client
) -> None:
    chooses_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    own = {"Origin": str(visitor.base_url).rstrip("/")}
    query = {"login": "hana", "password": "푸른 하늘 은하수 17"}
    assert visitor.post("/sign-in", params=query, headers=own).status_code == 401
    assert visitor.post("/sign-in", data={"login": "x" * 20_000}, headers=own).status_code == 413
    endless = visitor.post("/sign-in", content=iter([b"login=x"]), headers=own)
    assert endless.status_code == 413
    inside = own | signed_in(world, str(visitor.base_url))
    assert visitor.post("/sign-in", data={"login": "x" * 20_000}, headers=inside).status_code == 413


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
    path = link_of(world, "hana")
    with caplog.at_level("DEBUG"):
        assert visitor.get(path).status_code == 200
    ours = [line for line in caplog.records if not line.name.startswith("http")]  # not our own
    assert path.rsplit("/", 1)[1] not in " ".join(line.getMessage() for line in ours)


def test_a_known_browser_is_remembered_by_a_cookie_of_its_own(
    world: World, visitor: httpx.Client
) -> None:
    chooses_password(world, visitor, "hana", "푸른 하늘 은하수 17")
    first = posts(visitor, "/sign-in", login="hana", password="푸른 하늘 은하수 17")
    assert sum("_browser=" in each for each in first.headers.get_list("set-cookie")) == 1
    again = posts(visitor, "/sign-in", login="hana", password="푸른 하늘 은하수 17")
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
