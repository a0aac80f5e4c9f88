"""The app sends a member to their own page by a link that opens once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.models import AuditRow, Member, MemberLink, MemberSession
from billing_core.rules.act import Act
from billing_core.rules.member_link import MemberLinkKind
from billing_core.system import System
from tests.parts.quiet_system import quiet_system
from tests.sidecar.conftest import OpenDoor

LINKS = "/v1/members/user-1042/portal-links"
BACK = "https://app.example/account"


@pytest.fixture
def system(database_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(database_url, held_clock, portal_url="https://pay.example/") as quiet:
        with quiet.database.writing() as session:
            session.add(Member(app_id="user-1042", name="홍길동", created_at=held_clock.now()))
        yield replace(quiet, wall_clock=HeldClock(held_clock.now()))


def links(system: System) -> list[MemberLink]:
    with system.database.reading() as session:
        return list(session.scalars(select(MemberLink)))


def test_the_link_opens_the_members_page_once_and_knows_the_way_back(
    door: httpx.Client, system: System
) -> None:
    answer = door.post(LINKS, json={"return_url": BACK})

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"url", "expires_at"}
    assert told["url"].startswith("https://pay.example/portal/enter/")
    now = system.wall_clock.now()
    assert datetime.fromisoformat(told["expires_at"]) == now + timedelta(minutes=10)
    assert answer.headers["cache-control"] == "no-store"
    path = told["url"].removeprefix("https://pay.example")
    [link] = links(system)
    assert (link.kind, link.return_url) == (MemberLinkKind.FROM_APP, BACK)
    assert link.token_hash not in path, "the book has the digest alone"
    browser = {"authorization": ""}
    assert door.get(path, headers=browser).status_code == 200
    assert door.post(path, headers=browser, follow_redirects=False).status_code == 303
    assert door.post(path, headers=browser).status_code == 410
    with system.database.reading() as session:
        opened = session.scalars(select(MemberSession)).one()
        acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert opened.return_url == BACK
    assert acts == [Act.MEMBER_LINK_MADE, Act.MEMBER_PAGE_OPENED]


@pytest.mark.parametrize("body", [None, {}, {"return_url": ""}])
def test_a_way_back_is_optional(door: httpx.Client, system: System, body: Any) -> None:
    assert door.post(LINKS, json=body).status_code == 201
    assert [link.return_url for link in links(system)] == [""]


def test_while_it_is_developed_the_app_may_be_on_the_same_machine(door: httpx.Client) -> None:
    assert door.post(LINKS, json={"return_url": "http://localhost:3000/back"}).status_code == 201


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example/",
        "javascript:alert(1)",
        "https://bank.example@evil.example/",
        "//evil.example",
        "https://[",
        "https://app.example\\@evil.example",
        "https://app.example/" + "x" * 500,
    ],
)
def test_no_other_way_back_is_taken(door: httpx.Client, system: System, url: str) -> None:
    answer = door.post(LINKS, json={"return_url": url})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "return_url")
    assert url not in answer.text
    assert links(system) == []
    checkout = {"member_id": "user-1042", "plan_id": "basic", "return_url": url}
    answer = door.post("/v1/checkouts", json=checkout)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "return_url")


def test_a_member_nobody_knows_has_no_page(door: httpx.Client) -> None:
    answer = door.post("/v1/members/nobody/portal-links", json={"return_url": BACK})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_member")


def test_nor_has_a_forgotten_one(door: httpx.Client, system: System, held_clock: HeldClock) -> None:
    with system.database.writing() as session:
        session.scalars(select(Member)).one().forgotten_at = held_clock.now()
    answer = door.post(LINKS, json={"return_url": BACK})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "member_forgotten")


def test_without_a_proxy_the_pages_are_where_the_door_is(
    sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, sidecar_port=8700) as system:
        with system.database.writing() as session:
            session.add(Member(app_id="user-1042", created_at=held_clock.now()))
        url = open_door(system).post(LINKS).json()["url"]
    assert url.startswith("http://127.0.0.1:8700/portal/enter/")
