"""담당자 · API 키: an administrator makes and revokes keys, with the password asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.clock import HeldClock
from billing_core.models import ApiKey, AuditRow, Person
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor
from billing_core.rules.key_scope import KeyScope
from billing_core.sign_in.api_keys import make_api_key, read_api_key, revoke_api_key
from billing_core.sign_in.passwords import hashed
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.keys import key_with
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World
from tests.sign_in.office import refuses

PASSWORD = "푸른 하늘 은하수 17"


def asks_for_a_key(page: AppTest, name: str, *scopes: KeyScope) -> AppTest:
    press(page, "api_key_add")
    page.text_input(key="api_key_name").set_value(name)
    for scope in scopes:
        page.checkbox(key=f"api_key_{scope}").check()
    return page


def test_a_key_is_made_shown_once_and_lets_its_program_in(world: World) -> None:
    page = asks_for_a_key(visit("people", ADMINISTRATOR), "회사 앱", KeyScope.READ)
    press(page, "api_key_add_do")

    assert "회사 앱 키를 만들었습니다." in shown(page)
    (key,) = [each.value for each in page.code]
    assert key.startswith("bd_live_")
    with world.system.database.reading() as session:
        holder = read_api_key(session, key, world.system.wall_clock.now())
    assert holder is not None
    assert holder.scopes == {KeyScope.READ}
    (made,) = world.rows(ApiKey)
    assert (made.created_by_kind, made.created_by) == ("person", str(ADMINISTRATOR.number))
    (told,) = world.rows(AuditRow, AuditRow.act == Act.API_KEY_MADE)
    assert told.actor == str(ADMINISTRATOR.number)
    press(page, "api_key_copied")
    assert not page.code
    assert "아직 쓰지 않음" in shown(page)


def test_what_is_missing_is_said_in_the_dialog_and_nothing_typed_is_lost(world: World) -> None:
    page = asks_for_a_key(visit("people", ADMINISTRATOR), "회사 앱")
    press(page, "api_key_add_do")

    assert "이 키로 할 수 있는 일을 하나 이상 골라 주세요." in shown(page)
    assert world.rows(ApiKey) == []


def test_a_key_is_revoked_and_stands_among_the_past_ones(world: World) -> None:
    key = key_with(world.system, KeyScope.CANCEL, name="앱")
    (made,) = world.rows(ApiKey)
    page = press(visit("people", ADMINISTRATOR), f"api_key_revoke_{made.id}")
    press(page, f"api_key_revoke_{made.id}_do")

    assert "앱 키를 폐기했습니다." in shown(page)
    assert keys(page, "api_key_revoke_") == []
    assert "폐기" in shown(page)
    with world.system.database.reading() as session:
        assert read_api_key(session, key, world.system.wall_clock.now()) is None


@pytest.mark.parametrize("who", [VIEWER, APPROVER])
def test_nobody_else_sees_makes_or_revokes_a_key(world: World, who: Actor) -> None:
    key_with(world.system, KeyScope.READ, name="앱")
    page = visit("people", who)
    assert keys(page, "api_key_") == []
    now = world.system.wall_clock.now()
    (made,) = world.rows(ApiKey)
    with world.system.database.writing() as session:
        wanted = [KeyScope.READ]
        makes = refuses(lambda: make_api_key(session, "x", wanted, actor=who, now=now))
        revokes = refuses(lambda: revoke_api_key(session, made.id, actor=who, now=now))
    assert makes == revokes == "not_allowed"


def test_after_a_quarter_of_an_hour_the_password_is_asked_for_again(world: World) -> None:
    with world.system.database.writing() as session:
        session.get_one(Person, ADMINISTRATOR.number).password_hash = hashed(PASSWORD)
    page = visit("people", ADMINISTRATOR)
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))

    asks_for_a_key(page, "앱", KeyScope.READ)
    press(page, "api_key_add_do")
    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    assert world.rows(ApiKey) == []

    asks_for_a_key(page, "앱", KeyScope.READ)
    page.text_input(key="api_key_add_password").set_value(PASSWORD)
    press(page, "api_key_add_do")
    assert len(world.rows(ApiKey)) == 1
