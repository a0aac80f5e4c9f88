"""The example for the company's engineers runs as it stands, in front of a real sidecar."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from standardwebhooks import Webhook

from billing_core.clock import HeldClock
from billing_core.models import Checkout, Member, MemberLink
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.quiet_system import API_KEY, APP_SECRET, quiet_system
from tests.parts.server import Serve

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "company_app.py"
MOST_LINES = 65


@pytest.fixture
def system(sqlite_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(sqlite_url, held_clock) as system:
        yield system


@pytest.fixture
def app(system: System, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A browser in front of the example."""
    monkeypatch.setenv("BILLING", serve(create_app(system)))
    monkeypatch.setenv("BILLING_KEY", API_KEY)
    monkeypatch.setenv("BILLING_APP_SECRET", APP_SECRET)
    monkeypatch.setenv("OWN", "http://localhost:8000")
    spec = importlib.util.spec_from_file_location("example_of_an_app", EXAMPLE)
    assert spec
    assert spec.loader
    example: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    with httpx.Client(base_url=serve(example.app)) as browser:
        yield browser


def presses(app: httpx.Client, what: str, *, twice: bool = False) -> httpx.Response:
    page = app.get("/").text
    once = re.search(rf"action=/{what}><input type=hidden name=once value=([0-9a-f-]{{36}})>", page)
    assert once
    first = app.post(f"/{what}", data={"once": once[1]})
    assert first.status_code == 303, first.text
    if twice:
        again = app.post(f"/{what}", data={"once": once[1]})
        assert again.headers["location"] == first.headers["location"]
    return first


def notice(permission: str) -> tuple[bytes, dict[str, str]]:
    body = (
        '{"type": "member.permission.changed", "data": '
        f'{{"member_id": "user-1042", "permission": "{permission}"}}}}'
    )
    now = datetime.now(UTC)
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(APP_SECRET).sign("msg_1", now, body),
    }
    return body.encode(), signed


def test_it_fits_on_a_page() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= MOST_LINES


def test_a_double_click_on_subscribe_is_one_checkout_and_leads_to_its_page(
    app: httpx.Client, system: System
) -> None:
    started = presses(app, "subscribe", twice=True)
    assert "/checkout/" in started.headers["location"]
    with system.database.reading() as session:
        checkout = session.scalars(select(Checkout)).one()
    assert checkout.return_url == "http://localhost:8000"


def test_the_member_gets_to_their_own_page(app: httpx.Client, system: System) -> None:
    with system.database.writing() as session:
        session.add(Member(app_id="user-1042", name="홍길동", created_at=system.clock.now()))
    link = presses(app, "account", twice=True).headers["location"]
    assert "/portal/enter/" in link
    with system.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MemberLink)) == 1


def test_what_the_member_may_use_is_heard_from_us_alone(app: httpx.Client) -> None:
    body, signed = notice("paid")
    assert "무료 회원" in app.get("/").text
    forged = app.post("/webhooks/billing", content=body.replace(b"paid", b"free"), headers=signed)
    assert forged.status_code == 401
    assert app.post("/webhooks/billing", content=body, headers=signed).status_code == 200
    assert "유료 회원" in app.get("/").text


def signed_result(result: str, at: datetime) -> dict[str, str]:
    """As our page sends a member back."""
    return {
        "result": result,
        "checkout": "c0ffee",
        "at": str(int(at.timestamp())),
        "signature": f"v1,b3RoZXI= {Webhook(APP_SECRET).sign('c0ffee', at, result)}",
    }


def test_a_member_who_comes_back_is_believed_if_our_page_sent_them(app: httpx.Client) -> None:
    now = datetime.now(UTC)
    result = signed_result("card_registered", now)
    assert "card_registered" in app.get("/", params=result).text
    for other in (
        {**result, "result": "paid"},
        {**result, "checkout": "another"},
        {**result, "signature": ""},
        {**result, "signature": "garbage"},
        {**result, "at": "soon"},
        {"result": "<b>paid"},
        signed_result("paid", now - timedelta(hours=1)),
    ):
        page = app.get("/", params=other)
        assert page.status_code == 200
        assert "paid" not in page.text
