"""Named API keys: each call names its scope, keys come and go, and strangers learn nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import SecretStr
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.models import AccessRow, ApiKey
from billing_core.rules.access import AccessKind
from billing_core.rules.key_scope import OF_THE_FIRST_KEY, KeyScope
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.keys import key_with, revoke, shows
from tests.parts.quiet_system import API_KEY, quiet_system
from tests.sidecar.conftest import OpenDoor
from tests.sidecar.test_doorbell import BELL, PAID, stored

READ = "/v1/members/7/billing"
WRONG = "bd_live_" + "x" * 43


@pytest.fixture
def system(sqlite_url: str, held_clock: HeldClock) -> Iterator[System]:
    """Of a company that has numbers for everything, and few of them; real time is held, too."""
    with quiet_system(
        sqlite_url, held_clock, api_calls_a_minute=30, wrong_keys_a_minute=5
    ) as quiet:
        yield replace(quiet, wall_clock=HeldClock(held_clock.now()))


@pytest.fixture
def wall_clock(system: System) -> HeldClock:
    assert isinstance(system.wall_clock, HeldClock)
    return system.wall_clock


@pytest.fixture
def windows_clock(monkeypatch: pytest.MonkeyPatch, wall_clock: HeldClock) -> HeldClock:
    """By which calls are counted: the same."""

    class Time:
        @staticmethod
        def time() -> float:
            return wall_clock.now().timestamp()

    monkeypatch.setattr("limits.storage.memory.time", Time)
    monkeypatch.setattr("billing_core.sidecar.keys.time", Time)
    return wall_clock


def asked(door: httpx.Client, key: str, path: str = READ) -> tuple[int, str]:
    answer = door.get(path, headers=shows(key))
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def refused_rows(system: System) -> list[AccessRow]:
    with system.database.reading() as session:
        rows = session.scalars(select(AccessRow).order_by(AccessRow.id)).all()
    assert {row.kind for row in rows} <= {AccessKind.API_KEY_REFUSED}
    return list(rows)


def test_every_call_of_the_api_names_the_one_scope_that_it_needs(system: System) -> None:
    app = create_app(system)
    published: dict[str, dict[str, Any]] = app.openapi()["paths"]
    needed = {
        f"{verb} {path}": operation.get("security")
        for path, verbs in published.items()
        for verb, operation in verbs.items()
        if path.startswith("/v1")
    }
    scoped = {call: scope for scope in KeyScope for call in needed if _needs(needed[call], scope)}
    assert set(scoped) == set(needed), "a call that names no scope"
    assert set(scoped.values()) == OF_THE_FIRST_KEY
    hidden = [
        route.path
        for route in app.routes
        if isinstance(route, APIRoute) and route.path.startswith("/v1")
        if not route.include_in_schema
    ]
    assert hidden == []


def _needs(security: object, scope: KeyScope) -> bool:
    return security == [{"HTTPBearer": [scope]}]


def test_a_key_does_what_its_scopes_say_and_nothing_else(
    door: httpx.Client, system: System
) -> None:
    body = {"member_id": "7", "plan_id": "basic"}
    calls: dict[KeyScope, list[tuple[str, str]]] = {
        KeyScope.READ: [("GET", READ), ("GET", "/v1/members/7/permission")],
        KeyScope.CHECKOUT: [("POST", "/v1/checkouts")],
        KeyScope.CANCEL: [(verb, "/v1/members/7/cancellation") for verb in ("POST", "DELETE")],
        KeyScope.METRICS: [("GET", "/metrics")],
    }
    for scope, wanted in calls.items():
        has = key_with(system, scope)
        lacks = key_with(system, *(other for other in KeyScope if other is not scope))
        for verb, path in wanted:
            sent = body if verb == "POST" and path.endswith("checkouts") else None
            answer = door.request(verb, path, headers=shows(lacks), json=sent)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "api_key_scope")
            assert answer.json()["error"]["ids"] == {"scope": scope}
            answer = door.request(verb, path, headers=shows(has), json=sent)
            assert answer.status_code not in (401, 403, 429), (scope, path)
        assert door.get("/openapi.json", headers=shows(has)).status_code == 200


def test_the_key_in_the_settings_reads_starts_checkouts_and_cancels_but_counts_nothing(
    door: httpx.Client,
) -> None:
    assert asked(door, API_KEY) == (404, "unknown_member")
    assert asked(door, API_KEY, "/metrics") == (403, "api_key_scope")


def test_two_keys_are_good_at_once_so_that_one_can_take_the_others_place(
    door: httpx.Client, system: System
) -> None:
    old = key_with(system, KeyScope.READ, name="app")
    new = key_with(system, KeyScope.READ, name="app 2027")
    assert asked(door, old) == asked(door, new) == (404, "unknown_member")
    revoke(system, "app")
    assert asked(door, old) == (401, "api_key")
    assert asked(door, new) == (404, "unknown_member")


def test_wrong_missing_revoked_and_expired_keys_sound_alike(
    door: httpx.Client, system: System, wall_clock: HeldClock
) -> None:
    expired = key_with(system, KeyScope.READ, name="short", last_day="2026-11-23")
    revoked = key_with(system, KeyScope.READ, name="gone")
    assert asked(door, expired) == (404, "unknown_member")
    revoke(system, "gone")
    wall_clock.advance(timedelta(hours=15))  # midnight in Seoul
    answers = [
        door.get(READ, headers=header)
        for header in (shows(WRONG), shows(expired), shows(revoked), {"authorization": ""})
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


def test_the_book_holds_no_key(system: System) -> None:
    key = key_with(system, KeyScope.READ)
    assert key.startswith("bd_live_")
    assert len(key) > 40
    with system.database.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "api_keys" in dump
    assert key not in dump
    assert key.removeprefix("bd_live_") not in dump


def test_named_keys_alone_are_enough(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, api_key=SecretStr("")) as nameless:
        door = open_door(nameless)
        assert asked(door, WRONG) == (503, "api_key_missing")
        key = key_with(nameless, KeyScope.READ)
        assert asked(door, key) == (404, "unknown_member")
        assert asked(door, WRONG) == (401, "api_key")


def test_when_a_key_was_used_is_noted_after_the_answer_and_once_a_minute(
    system: System, wall_clock: HeldClock
) -> None:
    key = key_with(system, KeyScope.READ)
    app = create_app(system)

    def asks() -> None:
        async def ask() -> None:
            transport = httpx.ASGITransport(app)  # which returns when everything is done
            async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
                await client.get(READ, headers=shows(key))

        asyncio.run(ask())

    def used() -> object:
        with system.database.reading() as session:
            return session.scalar(select(ApiKey.last_used_at))

    began = wall_clock.now()
    assert used() is None
    asks()
    assert used() == began
    wall_clock.advance(timedelta(seconds=59))
    asks()
    assert used() == began
    wall_clock.advance(timedelta(seconds=1))
    asks()
    assert used() == began + timedelta(minutes=1)


def test_a_key_that_asks_too_often_waits_and_keeps_no_other_waiting(
    door: httpx.Client, system: System, windows_clock: HeldClock
) -> None:
    busy, other = key_with(system, KeyScope.READ, name="a"), key_with(system, KeyScope.READ)
    for _ in range(30):
        assert asked(door, busy) == (404, "unknown_member")
    windows_clock.advance(timedelta(seconds=20))
    answer = door.get(READ, headers=shows(busy))
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_requests")
    assert answer.headers["retry-after"] == "40"
    assert "40초" in answer.json()["error"]["message"]
    assert asked(door, other) == (404, "unknown_member")
    windows_clock.advance(timedelta(seconds=41))
    assert asked(door, busy) == (404, "unknown_member")


def test_guessing_is_slowed_down_and_keeps_no_right_key_out(
    door: httpx.Client, system: System, windows_clock: HeldClock
) -> None:
    for _ in range(5):
        assert asked(door, WRONG) == (401, "api_key")
    answer = door.get(READ, headers=shows(WRONG))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert asked(door, API_KEY) == (404, "unknown_member")
    elsewhere = {**shows(WRONG), "x-forwarded-for": "192.0.2.7"}
    assert door.get(READ, headers=elsewhere).status_code == 401
    windows_clock.advance(timedelta(seconds=61))
    assert asked(door, WRONG) == (401, "api_key")


def test_however_often_iamport_rings_it_is_heard(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(
        sqlite_url, held_clock, api_calls_a_minute=1, wrong_keys_a_minute=1
    ) as strict:
        door = open_door(strict)
        for _ in range(2):
            door.get(READ, headers=shows(WRONG))
            door.get(READ)
        for number in range(20):
            notice = PAID | {"imp_uid": f"imp_{number}"}
            assert door.post(BELL, json=notice).status_code == 200
        assert len(stored(strict)) == 20


def test_a_wrong_key_stands_in_the_access_log_once_a_minute_and_without_itself(
    door: httpx.Client, system: System, windows_clock: HeldClock
) -> None:
    for path in (READ, "/metrics"):
        assert asked(door, WRONG, path) == (401, "api_key")
    [row] = refused_rows(system)
    assert (row.remote, row.at, row.actor) == ("127.0.0.1", windows_clock.now(), "")
    assert row.subject == "GET /v1/members/{member_id:path}/billing"
    elsewhere = {**shows(WRONG), "x-forwarded-for": "192.0.2.7"}
    door.get("/metrics", headers=elsewhere)
    windows_clock.advance(timedelta(seconds=61))
    assert asked(door, WRONG, "/openapi.json") == (401, "api_key")
    rows = refused_rows(system)
    assert [(each.remote, each.subject) for each in rows[1:]] == [
        ("192.0.2.7", "GET /metrics"),
        ("127.0.0.1", "GET /openapi.json"),
    ]
    assert not any(WRONG in str(vars(each)) for each in rows)


def test_strangers_from_everywhere_cannot_fill_the_log(
    system: System, open_door: OpenDoor, windows_clock: HeldClock
) -> None:
    door = open_door(system)
    for n in range(70):
        door.get(READ, headers={**shows(WRONG), "x-forwarded-for": f"192.0.2.{n}"})
    assert len(refused_rows(system)) == 60


def test_the_document_and_the_numbers_are_for_no_stranger(door: httpx.Client) -> None:
    for path in ("/openapi.json", "/metrics"):
        assert httpx.get(f"{door.base_url}{path}").status_code == 401
    assert door.get("/openapi.json").json()["info"]["title"] == "Billing Desk"
