"""The shared parts themselves: when many tests fail at once, look here first."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import inspect, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.settings import Settings
from tests.parts.server import Serve, serving


async def greet(request: Request) -> Response:
    name = request.query_params.get("name", "회원")
    return HTMLResponse(f"<!doctype html><meta charset=utf-8><h1>{name}님, 안녕하세요</h1>")


DESK = Starlette(routes=[Route("/", greet)])


def test_the_held_clock_is_a_monday_morning_and_moves_only_by_hand(held_clock: HeldClock) -> None:
    monday_nine = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert held_clock.now() == held_clock.now() == monday_nine

    held_clock.advance(timedelta(days=1))

    assert held_clock.now() == monday_nine + timedelta(days=1)


def test_a_served_app_answers_over_real_http(serve: Serve) -> None:
    answer = httpx.get(serve(DESK), params={"name": "김하늘"})

    assert answer.status_code == 200
    assert "김하늘님, 안녕하세요" in answer.text


def test_two_served_apps_do_not_share_a_port(serve: Serve) -> None:
    assert serve(DESK) != serve(DESK)


def test_a_server_runs_the_lifespan_and_is_gone_after_its_block() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        seen.append("opened")
        yield
        seen.append("closed")

    with serving(Starlette(lifespan=lifespan)) as url:
        assert httpx.get(url).status_code == 404
        assert seen == ["opened"]

    assert seen == ["opened", "closed"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_an_app_that_cannot_start_says_so_instead_of_hanging() -> None:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        raise OSError("the disk is full")
        yield

    with pytest.raises(RuntimeError, match="did not start"), serving(Starlette(lifespan=lifespan)):
        pass


def test_a_test_database_comes_migrated(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1


@pytest.mark.parametrize("turn", ["one", "another"])
def test_what_one_test_writes_no_other_test_sees(database: Database, turn: str) -> None:
    assert not inspect(database.engine).has_table("note")

    with database.writing() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
        session.execute(text("INSERT INTO note VALUES (:words)"), {"words": f"결제 {turn}"})

    with database.reading() as session:
        assert session.scalar(text("SELECT words FROM note")) == f"결제 {turn}"


def test_real_keys_of_this_machine_never_reach_a_test() -> None:
    assert Settings.model_config["env_file"] is None
    assert [name for name in os.environ if name.startswith("BILLING_")] == []


def test_the_browser_shows_korean_in_a_seoul_office(page: Page, serve: Serve) -> None:
    page.goto(f"{serve(DESK)}/?name=이바다")

    expect(page.get_by_role("heading")).to_have_text("이바다님, 안녕하세요")
    assert page.evaluate("navigator.language") == "ko-KR"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Seoul"


def test_tests_that_run_an_event_loop_are_not_disturbed_by_the_browser() -> None:
    async def one() -> int:
        return 1

    assert asyncio.run(one()) == 1
