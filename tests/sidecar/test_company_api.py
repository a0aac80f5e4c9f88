"""The company's API: a checkout, a member's state, a cancellation and its withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from billing_core.rules.finding import FindingKind
from billing_core.sandbox.cards import APPROVED_CARD
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.sidecar.conftest import OpenDoor

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)  # 31 January, 10:00 in Seoul
PAID_THROUGH = "2026-02-27T15:00:00Z"  # 28 February, 00:00 in Seoul
NEXT_CHARGE = {"amount": 29_000, "due_at": "2026-02-28T01:00:00Z", "booked": True}
OVER_THE_LIMIT = "9366-0000-0000-0061"
ODD_IDS = (
    "🐣 병아리",
    '=HYPERLINK("http://evil.example","click")',
    "a/b//c/",
    "/billing",
    "x/permission",
    "50%2F50",
    "a?b#c&d=e;f",
    "' OR 1=1 --",
    "x" * 120,
)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


@pytest.fixture
def app(world: World, open_door: OpenDoor) -> httpx.Client:
    company = {
        "imp_code": "imp00000000",
        "channel_key": "channel-key-1",
        "notice_url": "https://billing.example/webhooks/iamport",
    }
    settings = world.system.settings.model_copy(update=company)
    return open_door(replace(world.system, settings=settings))


def at(member_id: str, what: str) -> str:
    return f"/v1/members/{quote(member_id, safe='')}/{what}"


def billing(app: httpx.Client, member_id: str) -> dict[str, Any]:
    answer = app.get(at(member_id, "billing"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def check_out(app: httpx.Client, member_id: str, **more: str) -> dict[str, Any]:
    answer = app.post("/v1/checkouts", json={"member_id": member_id, "plan_id": "basic", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def join(app: httpx.Client, world: World, member_id: str, card: str = APPROVED_CARD) -> None:
    """The member pays in the PG's window, and the worker does the rest."""
    pay = check_out(app, member_id)["request_pay"]
    world.sandbox.issue(
        pay["customer_uid"],
        merchant_uid=pay["merchant_uid"],
        amount=pay["amount"],
        card=card,
        name=pay["name"],
    )
    world.work()


def test_a_checkout_gives_what_the_window_needs(app: httpx.Client) -> None:
    started = check_out(app, "7", member_name="홍길동", return_url="https://app.example/paid?m=7")
    pay = started["request_pay"]
    assert started["imp_code"] == "imp00000000"
    assert len(pay["merchant_uid"]) <= 40
    assert pay == {
        "channelKey": "channel-key-1",
        "pay_method": "card",
        "merchant_uid": pay["merchant_uid"],
        "customer_uid": pay["customer_uid"],
        "name": "월 정기 멤버십",
        "amount": 29_000,
        "buyer_name": "홍길동",
        "customer_id": "7",
        "period": {"from": "20260131", "to": "20260227"},
        "bypass": {"inicis": {"authtype": "01"}},
        "m_redirect_url": "https://app.example/paid?m=7",
        "notice_url": "https://billing.example/webhooks/iamport",
    }
    assert pay["merchant_uid"] == f"bdi{started['checkout']}"
    assert started["checkout_url"].startswith("http://127.0.0.1:8700/checkout/")
    again = check_out(app, "7")
    assert again["request_pay"]["merchant_uid"] != pay["merchant_uid"]
    assert again["checkout_url"] != started["checkout_url"]


def test_a_buyer_is_never_nameless_and_no_name_too_long(app: httpx.Client) -> None:
    assert check_out(app, "7")["request_pay"]["buyer_name"] == "회원"
    check_out(app, "8", member_name="가" * 120)
    known = check_out(app, "8", member_phone="010-1234-5678", member_email="a@b.kr")["request_pay"]
    assert known["buyer_name"] == "가" * 10
    assert (known["buyer_tel"], known["buyer_email"]) == ("010-1234-5678", "a@b.kr")


def test_a_member_who_has_not_paid_yet_has_nothing(app: httpx.Client) -> None:
    check_out(app, "7")
    assert billing(app, "7") == {
        "member_id": "7",
        "permission": "free",
        "subscription": None,
        "last_payment": None,
        "last_failure": None,
    }


def test_after_the_window_the_member_stands_as_paid(app: httpx.Client, world: World) -> None:
    join(app, world, "7")
    state = billing(app, "7")
    subscription, payment = state["subscription"], state["last_payment"]
    assert (state["permission"], subscription["status"]) == ("paid", "active")
    assert (payment["amount"], payment["refunded"]) == (29_000, 0)
    assert payment["paid_at"] == "2026-01-31T01:00:00Z"
    assert subscription["plan"]["price"] == 29_000
    assert subscription["paid_through"] == PAID_THROUGH
    assert subscription["next_charge"] == NEXT_CHARGE
    assert "*" in subscription["card"]["card_number"]
    assert subscription["cancellation"] is None
    assert app.get(at("7", "permission")).json() == {
        "member_id": "7",
        "permission": "paid",
        "since": "2026-01-31T01:00:00Z",
        "paid_through": PAID_THROUGH,
    }


def test_a_declined_charge_says_why_until_it_is_paid(app: httpx.Client, world: World) -> None:
    join(app, world, "7", card=OVER_THE_LIMIT)
    state = billing(app, "7")
    assert state["subscription"]["status"] == "pending"
    assert state["last_failure"]["decline"] == "limit_exceeded"
    assert state["last_payment"] is None

    world.move(START + DAY)
    join(app, world, "7")
    state = billing(app, "7")
    assert (state["permission"], state["last_failure"]) == ("paid", None)


def test_a_charge_that_is_not_booked_yet_is_expected_on_the_same_day(
    app: httpx.Client, world: World
) -> None:
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="schedule"))
    join(app, world, "7")
    assert billing(app, "7")["subscription"]["next_charge"] == {**NEXT_CHARGE, "booked": False}


def test_cancelling_twice_is_one_request_and_access_stays(app: httpx.Client, world: World) -> None:
    join(app, world, "7")
    first = app.post(
        at("7", "cancellation"),
        json={"reason": "다른 서비스로 옮깁니다", "reason_code": "other_service"},
    )
    again = app.post(at("7", "cancellation"))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["reason"] == "다른 서비스로 옮깁니다"
    assert first.json()["reason_code"] == "other_service"
    assert first.json()["paid_through"] == PAID_THROUGH
    assert first.json()["confirmed_at"] is None

    world.work()
    state = billing(app, "7")
    assert state["permission"] == "paid"
    assert state["subscription"]["status"] == "cancelling"
    assert state["subscription"]["next_charge"] is None
    assert state["subscription"]["cancellation"]["confirmed_at"] is not None


def test_withdrawing_books_the_old_day_again_and_may_be_repeated(
    app: httpx.Client, world: World
) -> None:
    join(app, world, "7")
    asked = app.post(at("7", "cancellation")).json()
    world.work()
    world.move(START + 10 * DAY)
    withdrawn = app.delete(at("7", "cancellation"))
    repeated = app.delete(at("7", "cancellation"))
    assert (withdrawn.status_code, repeated.status_code) == (200, 200)
    assert withdrawn.json()["id"] == repeated.json()["id"] == asked["id"]
    assert withdrawn.json()["withdrawn_at"] is not None

    world.work()
    subscription = billing(app, "7")["subscription"]
    assert (subscription["status"], subscription["cancellation"]) == ("active", None)
    assert subscription["next_charge"] == NEXT_CHARGE
    assert world.findings(FindingKind.DOUBLE_CHARGE) == []


def test_it_is_too_late_to_withdraw_once_the_paid_time_is_over(
    app: httpx.Client, world: World
) -> None:
    join(app, world, "7")
    app.post(at("7", "cancellation"))
    app.delete(at("7", "cancellation"))
    app.post(at("7", "cancellation"))
    world.move(START + 40 * DAY)
    refused = app.delete(at("7", "cancellation"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too_late")


def test_what_does_not_fit_is_refused_with_a_code(app: httpx.Client, world: World) -> None:
    join(app, world, "7")
    plus = app.post("/v1/checkouts", json={"member_id": "7", "plan_id": "plus"})
    assert (plus.status_code, plus.json()["error"]["code"]) == (409, "other_plan")
    app.post(at("7", "cancellation"))
    again = app.post("/v1/checkouts", json={"member_id": "7", "plan_id": "basic"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_cancelling")
    check_out(app, "8")
    for ask in (app.post, app.delete):
        assert ask(at("8", "cancellation")).status_code == 409


def test_any_visible_member_id_works_everywhere(app: httpx.Client, world: World) -> None:
    for member_id in ODD_IDS:
        join(app, world, member_id)
        assert billing(app, member_id)["member_id"] == member_id
        assert app.get(at(member_id, "permission")).json()["permission"] == "paid"
        assert app.post(at(member_id, "cancellation")).status_code == 200
        assert app.delete(at(member_id, "cancellation")).status_code == 200


def test_an_id_that_looks_like_another_members_is_refused_in_words(
    app: httpx.Client, world: World
) -> None:
    check_out(app, "duri")

    wanted = {"member_id": "duri\u200b", "plan_id": "basic"}
    answer = app.post("/v1/checkouts", json=wanted)

    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "member_id_alike"
    assert "'duri[U+200B]'는 이미 있는 회원 'duri'와" in error["message"]
    assert error["ids"] == {"member": "duri\u200b", "known": "duri"}
    assert app.get(at("duri\u200b", "billing")).status_code == 404
