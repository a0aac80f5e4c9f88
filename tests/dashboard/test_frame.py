"""What surrounds every page: the switch of language, failures put in words, the demo's clock."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import structlog

from billing_core import bootstrap
from billing_core.database import Database
from dashboard.parts.desk import the_system
from dashboard.parts.language import KEY as LANGUAGE
from dashboard.parts.language import Language
from tests.dashboard.company import joins, leave
from tests.dashboard.visits import shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import World

PAGES = (
    *("today", "approvals", "members", "payments", "exports", "health", "people", "retention"),
)
HANGUL = re.compile(r"[가-힣]+")


def test_every_page_opens_on_an_empty_book(world: World) -> None:
    for page in PAGES:
        assert "기준 2026-09-21" in shown(visit(page))


def test_english_is_one_switch_away_and_leaves_no_korean_but_names(world: World) -> None:
    joins(world, hana="Hana Kim")
    leave(world, "hana")
    theirs = {"이사를", "가요", "김지현", "박민수", "월", "정기", "멤버십", "신한카드"}

    for page in PAGES:
        app = visit(page, APPROVER)
        app.segmented_control(key=LANGUAGE).set_value(Language.ENGLISH).run()
        words = set(HANGUL.findall(shown(app))) - theirs
        assert words == set(), page


def test_the_way_around_shows_what_waits(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")

    app = visit()

    titles = [page["page_name"] for page in app._registered_pages.values()]
    assert "권한 변경 승인 (2)" in titles
    assert "점검" in titles


def test_a_page_that_breaks_says_one_sentence_and_leaves_an_id_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.desk.invariants.lights", lambda *_: 1 / 0)

    with structlog.testing.capture_logs() as logs:
        app = visit("health")

    (error,) = app.error
    (logged,) = [line for line in logs if line["event"] == "page failed"]
    assert logged["error_id"] in error.value
    assert "화면을 보여 드리지 못했습니다." in shown(app)
    assert "Traceback" not in shown(app)
    assert "division" not in shown(app)


def test_a_book_that_cannot_be_read_is_said_in_one_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Database("sqlite:////nowhere/at/all.db")
    system = replace(world.system, database=gone)
    monkeypatch.setattr(bootstrap, "assemble", lambda: system)
    the_system.clear()

    app = visit()

    assert "데이터베이스에 접근할 수 없습니다. 디스크 공간과 연결을 확인한 뒤" in shown(app)
    gone.close()


def test_the_demo_clock_is_nowhere_outside_of_the_demo(world: World) -> None:
    app = visit()

    assert "데모 시계" not in shown(app)
    assert [button.key for button in app.button if str(button.key).startswith("demo")] == []


def test_a_demo_without_its_gateway_says_so_and_stays_usable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = world.system.settings.model_copy(update={"demo": True})
    monkeypatch.setattr(bootstrap, "assemble", lambda: replace(world.system, settings=settings))
    the_system.clear()

    app = visit()
    assert "가상의 회사 · 예약된 결제만 실행됩니다" in shown(app), "what a phone shows of its bar"
    app.button(key="demo_clock_1").click().run()

    assert "시간을 옮기는 것은 데모에서만 할 수 있습니다." in shown(app)
    assert "오늘 할 일과 이번 달 숫자" in shown(app)
