"""`Idempotency-Key`: whatever is lost on the way, a POST is done once and answered alike for a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, FastAPI, Response
from pydantic import SecretStr
from sqlalchemy import func, select

from billing_core.clock import HeldClock
from billing_core.database import StorageUnavailable
from billing_core.forgetting.forget_member import forget_member
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.idempotency import KEPT, LEASE, OnceKey, claim_request
from billing_core.lifecycle.round import make_round
from billing_core.models import Checkout, IdempotentRequest, MemberLink
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.retention import ForgetReason
from billing_core.sidecar import create_app
from billing_core.sidecar.access import needs
from billing_core.sidecar.once import KEY_HEADER, LONGEST_KEY
from billing_core.system import System
from tests.parts.keys import key_with, shows
from tests.parts.people import ADMINISTRATOR
from tests.parts.quiet_system import API_KEY, quiet_system
from tests.parts.server import Serve
from tests.parts.worlds import in_process
from tests.sidecar.conftest import OpenDoor

CHECKOUTS = "/v1/checkouts"
WANTED = {"member_id": "user-1042", "member_name": "홍길동", "plan_id": "basic"}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
SECOND = timedelta(seconds=1)


@pytest.fixture
def system(database_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(database_url, held_clock) as quiet:
        yield replace(quiet, wall_clock=HeldClock(held_clock.now()))


@pytest.fixture
def wall_clock(system: System) -> HeldClock:
    assert isinstance(system.wall_clock, HeldClock)
    return system.wall_clock


def asks(
    door: httpx.Client, key: str = KEY, path: str = CHECKOUTS, api_key: str = API_KEY, **more: Any
) -> httpx.Response:
    body = {**WANTED, **more} if path == CHECKOUTS else more or None
    return door.post(path, headers={KEY_HEADER: key, **shows(api_key)}, json=body)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def is_replayed(answer: httpx.Response) -> bool:
    return bool(answer.headers.get("idempotency-replayed") == "true")


def checkouts(system: System) -> int:
    with system.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Checkout)) or 0


def kept(system: System) -> list[IdempotentRequest]:
    with system.database.reading() as session:
        return list(session.scalars(select(IdempotentRequest)))


def test_the_same_request_is_done_once_and_answered_alike(
    door: httpx.Client, system: System
) -> None:
    first, again = asks(door), asks(door)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert (is_replayed(first), is_replayed(again)) == (False, True)
    assert checkouts(system) == 1


def test_without_a_key_nothing_changes(door: httpx.Client, system: System) -> None:
    for _ in range(2):
        assert door.post(CHECKOUTS, json=WANTED).status_code == 201
    assert (checkouts(system), kept(system)) == (2, [])


def test_another_body_or_path_under_the_same_key_is_a_mistake_of_the_app(
    door: httpx.Client, system: System
) -> None:
    asks(door)

    assert code(asks(door, member_name="김하나")) == (422, "idempotency_mismatch")
    other = asks(door, path="/v1/members/user-1042/cancellation")
    assert code(other) == (422, "idempotency_mismatch")
    assert checkouts(system) == 1


def test_what_the_app_got_wrong_is_told_alike_again(door: httpx.Client) -> None:
    first, again = asks(door, plan_id="gold"), asks(door, plan_id="gold")
    assert code(first) == code(again) == (404, "unknown_plan")
    assert is_replayed(again)


@pytest.mark.parametrize("key", ["", "a b", "열쇠", "x" * (LONGEST_KEY + 1), "tab\tkey"])
def test_what_is_no_key_is_refused(door: httpx.Client, key: str) -> None:
    headers = [
        (b"authorization", f"Bearer {API_KEY}".encode()),
        (KEY_HEADER.encode(), key.encode()),
    ]
    answer = door.post(CHECKOUTS, json=WANTED, headers=headers)
    assert code(answer) == (422, "idempotency_key")


def test_two_keys_in_one_request_are_none(door: httpx.Client) -> None:
    headers = [*shows(API_KEY).items(), (KEY_HEADER, "a"), (KEY_HEADER, "b")]
    assert code(door.post(CHECKOUTS, json=WANTED, headers=headers)) == (422, "idempotency_key")


@pytest.mark.parametrize("key", ["1", "x" * LONGEST_KEY, '"8e03978e"', "!~"])
def test_any_visible_letters_are_a_key(door: httpx.Client, key: str) -> None:
    assert asks(door, key).status_code == 201
    assert is_replayed(asks(door, key))


def test_the_same_key_of_another_program_is_another(door: httpx.Client, system: System) -> None:
    other = key_with(system, KeyScope.CHECKOUT)

    first, theirs = asks(door), asks(door, api_key=other)

    assert not is_replayed(theirs)
    assert theirs.json()["request_pay"] != first.json()["request_pay"]
    assert asks(door, api_key=other).content == theirs.content


def test_a_replay_asks_for_the_key_and_its_scope(door: httpx.Client, system: System) -> None:
    asks(door)
    assert code(asks(door, api_key="wrong")) == (401, "api_key")
    reads = key_with(system, KeyScope.READ)
    assert code(asks(door, api_key=reads)) == (403, "api_key_scope")


def test_it_is_remembered_across_a_restart_and_for_a_day(
    system: System, open_door: OpenDoor, wall_clock: HeldClock
) -> None:
    first = asks(open_door(system))
    restarted = open_door(system)

    wall_clock.advance(KEPT - SECOND)
    assert asks(restarted).content == first.content
    wall_clock.advance(SECOND)
    late = asks(restarted)

    assert (late.status_code, is_replayed(late)) == (201, False)
    assert checkouts(system) == 2


def test_the_worker_wipes_what_is_a_day_old(sqlite_url: str, held_clock: HeldClock) -> None:
    with in_process(sqlite_url, held_clock.now()) as world:
        wall_clock = world.system.wall_clock
        assert isinstance(wall_clock, HeldClock)
        with world.system.database.writing() as session:
            once = OnceKey.shown(API_KEY, KEY)
            claim_request(session, once, b"POST /v1/checkouts", None, wall_clock.now())
        wall_clock.advance(KEPT - SECOND)
        make_round(world.system)
        assert len(kept(world.system)) == 1
        wall_clock.advance(SECOND)
        make_round(world.system)
        assert kept(world.system) == []


def test_of_many_at_once_one_is_done(door: httpx.Client, system: System) -> None:
    at_once = 8
    together = Barrier(at_once)

    def one(_: int) -> httpx.Response:
        together.wait()
        return asks(door)

    with ThreadPoolExecutor(at_once) as threads:
        answers = list(threads.map(one, range(at_once)))

    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum(not is_replayed(answer) for answer in done) == 1
    for told in (answer for answer in answers if answer not in done):
        assert code(told) == (409, "idempotency_running")
        assert int(told.headers["retry-after"]) >= 1
    assert checkouts(system) == 1


class Slow:
    """A POST that stays in the middle of its work until it may go on; it counts how often it ran."""

    def __init__(self) -> None:
        self.begun, self.goes_on, self.ran = Event(), Event(), 0

    def work(self) -> dict[str, int]:
        self.ran += 1
        mine = self.ran
        if mine == 1:
            self.begun.set()
            assert self.goes_on.wait(120)
        return {"ran": mine}


def with_route(system: System, work: Callable[..., Any]) -> FastAPI:
    app = create_app(system)
    app.post("/v1/slow", dependencies=[needs(KeyScope.READ)])(work)
    return app


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.goes_on.set()


def doors(serve: Serve, system: System, slow: Slow) -> tuple[httpx.Client, httpx.Client]:
    """Of two processes in front of one book."""
    first, second = (httpx.Client(base_url=serve(with_route(system, slow.work))) for _ in range(2))
    return first, second


def test_while_it_is_being_done_the_app_is_asked_to_wait(
    system: System, serve: Serve, slow: Slow, wall_clock: HeldClock
) -> None:
    first, second = doors(serve, system, slow)
    with first, second, ThreadPoolExecutor(1) as threads:
        running = threads.submit(asks, first, path="/v1/slow")
        assert slow.begun.wait(120)
        told = asks(second, path="/v1/slow")
        wall_clock.advance(5 * SECOND)
        again = asks(second, path="/v1/slow")
        slow.goes_on.set()
        assert running.result().json() == {"ran": 1}
        assert asks(second, path="/v1/slow").json() == {"ran": 1}

    assert code(told) == code(again) == (409, "idempotency_running")
    assert (told.headers["retry-after"], again.headers["retry-after"]) == ("1", "5")
    assert "1초 뒤에" in told.json()["error"]["message"]


def test_whoever_died_in_the_middle_keeps_nobody_out_for_long(
    system: System, serve: Serve, slow: Slow, wall_clock: HeldClock
) -> None:
    """And one that was only slow does not overwrite what was answered meanwhile."""
    dying, restarted = doors(serve, system, slow)
    with dying, restarted, ThreadPoolExecutor(1) as threads:
        lost = threads.submit(asks, dying, path="/v1/slow")
        assert slow.begun.wait(120)
        wall_clock.advance(LEASE - SECOND)
        assert asks(restarted, path="/v1/slow").status_code == 409
        wall_clock.advance(SECOND)
        taken_over = asks(restarted, path="/v1/slow")
        slow.goes_on.set()
        lost.result()
        again = asks(restarted, path="/v1/slow")

    assert (taken_over.json(), is_replayed(taken_over)) == ({"ran": 2}, False)
    assert (again.json(), is_replayed(again)) == ({"ran": 2}, True)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_be_otherwise_the_next_time_is_not_kept(
    system: System, serve: Serve, status: int
) -> None:
    answers = iter([status, 200])

    def fails_once(response: Response, wanted: Annotated[dict[str, int], Body()]) -> int:
        response.status_code = next(answers)
        return wanted["n"]

    with httpx.Client(base_url=serve(with_route(system, fails_once))) as door:
        told = [asks(door, path="/v1/slow", n=7) for _ in range(3)]
    assert [one.status_code for one in told] == [status, 200, 200]
    assert [is_replayed(one) for one in told] == [False, False, True]


def test_a_mistake_of_ours_is_not_kept(system: System, serve: Serve) -> None:
    calls = iter([0, 1])

    def breaks_once() -> float:
        return 1 / next(calls)

    url = serve(with_route(system, breaks_once))
    with httpx.Client(base_url=url) as door:
        assert code(asks(door, path="/v1/slow")) == (500, "internal_error")
    with httpx.Client(base_url=url) as door:  # a server hangs up after a mistake
        assert asks(door, path="/v1/slow").json() == 1


def test_an_answer_does_not_wait_for_a_book_that_cannot_be_written(
    door: httpx.Client,
    system: System,
    wall_clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot(*_: object) -> None:
        raise StorageUnavailable(OSError("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr("billing_core.sidecar.once.keep_answer", cannot)
        assert asks(door).status_code == 201
    assert code(asks(door)) == (409, "idempotency_running"), "nobody knows what it was"
    wall_clock.advance(LEASE)
    assert asks(door).status_code == 201


def test_an_answer_without_a_body_comes_back_without_one(system: System, serve: Serve) -> None:
    def empty() -> Response:
        return Response(status_code=204)

    with httpx.Client(base_url=serve(with_route(system, empty))) as door:
        first, again = (asks(door, path="/v1/slow") for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (204, 204, b"")
    assert is_replayed(again)


def test_the_book_alone_tells_nobody_what_was_asked_or_answered(
    door: httpx.Client, system: System
) -> None:
    """A link into a member's page is worth as much as a password."""
    asks(door)
    linked = asks(door, "another", path="/v1/members/user-1042/portal-links")
    assert linked.status_code == 201
    assert asks(door, "another", path="/v1/members/user-1042/portal-links").json() == linked.json()

    with system.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MemberLink)) == 1
    said = " ".join(str(vars(row)) for row in kept(system))
    token = linked.json()["url"].rpartition("/")[2]
    for word in (KEY, "another", "user-1042", "홍길동", token, API_KEY):
        assert word not in said
    assert {row.member_id for row in kept(system)} == {1}


def test_what_a_member_is_handed_out_says_when_and_no_secret(
    door: httpx.Client, system: System
) -> None:
    asks(door)
    files = take_out_member_data(system, "user-1042", "본인 요청", ADMINISTRATOR)
    assert b'"idempotent_requests"' in files.as_json
    assert b"sealed_answer" not in files.as_json


def test_with_a_forgotten_member_goes_what_the_app_was_answered(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, api_key=SecretStr(API_KEY)) as system:
        door = open_door(system)
        asks(door)
        asks(door, "of-another", member_id="user-7")
        held_clock.advance(timedelta(days=2))  # no checkout is open any more

        forget_member(system, "user-1042", ForgetReason.ASKED, ADMINISTRATOR)

        assert [row.member_id for row in kept(system)] == [2]


def test_every_post_of_the_api_takes_a_key(system: System, open_door: OpenDoor) -> None:
    """A new one has it by itself."""
    published: dict[str, dict[str, Any]] = create_app(system).openapi()["paths"]
    posts = [
        path for path, verbs in published.items() if path.startswith("/v1/") if "post" in verbs
    ]
    assert len(posts) >= 3
    door = open_door(system)
    for path in posts:
        asked = path.replace("{member_id}", "user-7")
        sent = {KEY_HEADER: "no key", **shows(API_KEY)}
        assert code(door.post(asked, headers=sent, json={})) == (422, "idempotency_key"), path
        sent[KEY_HEADER] = f"of {path}".replace(" ", "-")
        answers = [door.post(asked, headers=sent, json={}) for _ in range(2)]
        assert [is_replayed(one) for one in answers] == [False, True], path
        assert answers[0].content == answers[1].content
        told = {one["name"] for one in published[path]["post"]["parameters"]}
        assert KEY_HEADER in told
        assert "idempotency_running" in published[path]["post"]["responses"]["409"]["description"]


@pytest.mark.parametrize("member", ["\x00", "\ud800", "a" * 5_000])
def test_a_member_whom_no_book_could_hold_is_refused_as_ever(
    door: httpx.Client, member: str
) -> None:
    body = json.dumps({"member_id": member, "plan_id": "basic"}).encode()
    headers = {"Idempotency-Key": "once", "Content-Type": "application/json"}

    answers = [door.post("/v1/checkouts", content=body, headers=headers) for _ in range(2)]

    assert [one.status_code for one in answers] == [422, 422]
