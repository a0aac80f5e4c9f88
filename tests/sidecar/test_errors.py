"""Every error in one shape: a code to decide by, a Korean sentence to show, the ids concerned."""

from __future__ import annotations

from typing import Any

import httpx
from pydantic import SecretStr
from structlog.testing import capture_logs

from billing_core.clock import HeldClock
from billing_core.sidecar import create_app
from tests.parts.quiet_system import API_KEY, quiet_system
from tests.parts.server import Serve
from tests.sidecar.conftest import OpenDoor

CHECKOUT = {"member_id": "7", "plan_id": "basic"}
IMPOSSIBLE_CHECKOUTS: list[tuple[Any, int, str]] = [
    ({**CHECKOUT, "plan_id": "gold"}, 404, "unknown_plan"),
    ({**CHECKOUT, "member_id": ""}, 422, "invalid_request"),
    ({**CHECKOUT, "member_id": "x" * 121}, 422, "invalid_request"),
    ({**CHECKOUT, "member_id": 7}, 422, "invalid_request"),
    ({**CHECKOUT, "member_id": " "}, 422, "member_id"),
    ({**CHECKOUT, "member_id": "a\u0000b"}, 422, "member_id"),
    ({**CHECKOUT, "member_id": "줄\n바꿈"}, 422, "member_id"),
    ({**CHECKOUT, "member_name": "a\u0000b"}, 422, "invalid_request"),
    ({**CHECKOUT, "return_url": "javascript:alert(1)"}, 422, "return_url"),
    ({**CHECKOUT, "amount": 1}, 422, "invalid_request"),
    ({}, 422, "invalid_request"),
    ([], 422, "invalid_request"),
]


def error(answer: httpx.Response) -> tuple[int, str]:
    told = answer.json()["error"]
    assert set(told) == {"code", "message", "ids"}
    assert any("가" <= char <= "힣" for char in told["message"]), "a sentence for people"
    return answer.status_code, told["code"]


def test_only_the_right_key_opens_the_api(door: httpx.Client) -> None:
    for shown in ("", "Bearer", "Bearer wrong", "Bearer 열쇠", f"Basic {API_KEY}"):
        header = {b"authorization": shown.encode()}
        answer = door.get("/v1/members/7/billing", headers=header)
        assert error(answer) == (401, "api_key")
        assert answer.headers["www-authenticate"] == "Bearer"
    answer = door.post("/v1/checkouts", json={"nonsense": 1}, headers={"authorization": "Bearer x"})
    assert error(answer) == (401, "api_key"), "the key is asked for before anything else is said"
    assert error(door.get("/v1/members/7/billing")) == (404, "unknown_member")


def test_without_a_key_of_our_own_nobody_gets_in(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, api_key=SecretStr("")) as system:
        door = open_door(system)
        for shown in ("", "Bearer", "Bearer x"):
            answer = door.post("/v1/checkouts", json=CHECKOUT, headers={"authorization": shown})
            assert error(answer) == (503, "api_key_missing")


def test_without_a_shop_code_no_window_can_be_opened(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, imp_code="") as system:
        answer = open_door(system).post("/v1/checkouts", json=CHECKOUT)
        assert error(answer) == (503, "imp_code_missing")


def test_a_checkout_that_cannot_be_is_refused(door: httpx.Client) -> None:
    for body, status, code in IMPOSSIBLE_CHECKOUTS:
        assert error(door.post("/v1/checkouts", json=body)) == (status, code), body


def test_a_wrong_field_is_named(door: httpx.Client) -> None:
    answer = door.post("/v1/checkouts", json={"plan": "basic"})
    assert set(answer.json()["error"]["ids"]["fields"]) == {"body.member_id", "body.plan"}


def test_a_body_that_cannot_be_read_is_no_traceback(door: httpx.Client) -> None:
    json = {"content-type": "application/json"}
    for body, status in ((b"{", 422), (b"[" * 60_000, 400), (b"\xff", 400), (b" " * 70_000, 413)):
        answer = door.post("/v1/checkouts", content=body, headers=json)
        assert answer.status_code == status
        error(answer)


def test_a_member_nobody_knows(door: httpx.Client) -> None:
    for what in ("billing", "permission"):
        assert error(door.get(f"/v1/members/nobody/{what}")) == (404, "unknown_member")
    for ask, code in ((door.post, "no_subscription"), (door.delete, "nothing_to_withdraw")):
        assert error(ask("/v1/members/nobody/cancellation")) == (409, code)


def test_addresses_that_are_none(door: httpx.Client) -> None:
    assert error(door.get("/v1/nothing")) == (404, "not_found")
    assert error(door.get("/v1/members/7/")) == (404, "not_found")
    assert error(door.put("/v1/checkouts")) == (405, "method_not_allowed")
    assert error(door.get("/v1/members/%00/billing")) == (422, "member_id")
    assert error(door.get("/v1/members//billing")) == (422, "invalid_request")


def test_our_own_mistake_gets_a_number_that_is_in_our_log(
    sqlite_url: str, held_clock: HeldClock, serve: Serve
) -> None:
    with quiet_system(sqlite_url, held_clock) as system, capture_logs() as logged:
        app = create_app(system)

        @app.get("/mistake")
        def mistake() -> None:
            raise ZeroDivisionError("a secret detail")

        answer = httpx.get(f"{serve(app)}/mistake")
    assert error(answer) == (500, "internal_error")
    assert "secret" not in answer.text
    [line] = [line for line in logged if line["event"] == "unforeseen error"]
    assert line["incident"] == answer.json()["error"]["ids"]["incident"]
    assert isinstance(line["exc_info"], ZeroDivisionError)
