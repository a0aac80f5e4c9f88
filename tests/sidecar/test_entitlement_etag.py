"""An app asks at every page what a member may use: where nothing changed, it costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import event

from billing_core.models import Member
from billing_core.system import System
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.sidecar.conftest import OpenDoor

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
PATHS = ("/v1/members/hana/permission", "/v1/members/hana/billing")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        world.join("hana")
        yield world


@pytest.fixture
def app(world: World, open_door: OpenDoor) -> httpx.Client:
    return open_door(world.system)


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_it_already_is_told_so(app: httpx.Client, path: str) -> None:
    first = app.get(path)
    tag = first.headers["etag"]
    again = app.get(path, headers={"if-none-match": tag})

    assert tag.startswith('"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    for answer in (first, again):
        assert answer.headers["cache-control"] == "private, no-cache"
    assert app.get(path).headers["etag"] == tag


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('"other",W/{tag}', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
        (",,", 200),
        ("tag", 200),
    ],
)
def test_it_is_compared_as_the_standard_says(app: httpx.Client, known: str, status: int) -> None:
    tag = app.get(PATHS[0]).headers["etag"]
    asked = {"if-none-match": known.format(tag=tag)}
    assert app.get(PATHS[0], headers=asked).status_code == status


def test_it_changes_with_what_it_says(app: httpx.Client, world: World) -> None:
    before = {path: app.get(path).headers["etag"] for path in PATHS}
    world.cancel("hana")
    after = {path: app.get(path, headers={"if-none-match": before[path]}) for path in PATHS}
    assert after[PATHS[0]].status_code == 304, "they may use as much as before"
    assert after[PATHS[1]].json()["subscription"]["status"] == "cancelling"

    world.wait(32 * DAY)
    world.approve("hana")
    gone = app.get(PATHS[0], headers={"if-none-match": before[PATHS[0]]})
    assert (gone.status_code, gone.json()["permission"]) == (200, "free")


def test_until_when_it_is_paid_stands_beside_it(app: httpx.Client, world: World) -> None:
    with world.system.database.writing() as session:
        session.add(Member(app_id="duri", created_at=START))
    assert app.get(PATHS[0]).json()["paid_through"] == "2026-02-27T15:00:00Z"
    nobody = app.get("/v1/members/duri/permission").json()
    assert nobody == {
        "member_id": "duri",
        "permission": "free",
        "since": None,
        "paid_through": None,
    }
    world.wait(timedelta(days=29))
    assert app.get(PATHS[0]).json()["paid_through"] == "2026-03-30T15:00:00Z"


def test_somebody_else_never_hits(app: httpx.Client, world: World) -> None:
    world.join("duri")
    tag = app.get(PATHS[0]).headers["etag"]
    theirs = app.get("/v1/members/duri/permission", headers={"if-none-match": tag})
    assert theirs.status_code == 200


def test_it_is_one_query(app: httpx.Client, world: World) -> None:
    app.get(PATHS[0])
    with counted(world.system) as asked:
        assert app.get(PATHS[0]).status_code == 200
    assert len(asked) == 1, asked


@contextmanager
def counted(system: System) -> Iterator[list[str]]:
    """What is asked of the book meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    engine = system.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
