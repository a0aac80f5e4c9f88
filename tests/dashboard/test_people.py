"""담당자: an administrator adds, changes and disables people, with the password asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.models import Person
from billing_core.rules.actor import Actor, Role
from billing_core.sign_in.passwords import hashed
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

PASSWORD = "푸른 하늘 은하수 17"


def one(world: World, who: Actor) -> Person:
    with world.system.database.reading() as session:
        return session.get_one(Person, who.number)


@pytest.mark.parametrize("who", [VIEWER, APPROVER])
def test_only_an_administrator_sees_the_team(world: World, who: Actor) -> None:
    page = visit("people", who)

    assert "관리 권한이 있는 담당자만 볼 수 있습니다" in shown(page)
    assert "이수진" not in shown(page).replace("이수진 님", "")
    assert not [button for button in page.button if str(button.key).startswith("people_")]


def test_a_person_is_added_and_gets_a_link_that_is_shown_once(world: World) -> None:
    page = press(visit("people", ADMINISTRATOR), "people_add")
    page.text_input(key="people_new_name").set_value("한가람")
    page.text_input(key="people_new_login").set_value("Garam")
    page.radio(key="people_new_role").set_value(Role.APPROVER)
    press(page, "people_add_do")

    assert "한가람 님을 추가했습니다." in shown(page)
    (link,) = [each.value for each in page.code]
    assert link.startswith("http://127.0.0.1:8501/sign-in/link/")
    (added,) = world.rows(Person, Person.login == "garam")
    assert (added.name, added.role, added.password_hash) == ("한가람", Role.APPROVER, "")
    assert not page.run().code


def test_a_role_is_changed_and_the_last_administrator_keeps_theirs(world: World) -> None:
    page = press(visit("people", ADMINISTRATOR), f"people_role_{VIEWER.number}")
    page.radio(key=f"people_role_of_{VIEWER.number}").set_value(Role.APPROVER)
    press(page, f"people_role_{VIEWER.number}_do")
    assert "이수진 님의 권한을 바꿨습니다: 승인." in shown(page)
    assert one(world, VIEWER).role is Role.APPROVER

    press(page, f"people_disable_{ADMINISTRATOR.number}")
    press(page, f"people_disable_{ADMINISTRATOR.number}_do")
    assert "관리 권한이 있는 사람이 한 명뿐입니다." in shown(page)
    assert one(world, ADMINISTRATOR).disabled_at is None


def test_whoever_is_disabled_sees_the_way_to_sign_in_and_nothing_else(world: World) -> None:
    theirs = visit("members", APPROVER)
    page = press(visit("people", ADMINISTRATOR), f"people_disable_{APPROVER.number}")
    press(page, f"people_disable_{APPROVER.number}_do")
    assert "김지현 님의 사용을 중지했습니다." in shown(page)

    theirs.run()

    assert "로그인이 끝났습니다. 다시 로그인해 주세요." in shown(theirs)
    assert not theirs.button


def test_after_a_quarter_of_an_hour_the_password_is_asked_for_again(world: World) -> None:
    with world.system.database.writing() as session:
        session.get_one(Person, ADMINISTRATOR.number).password_hash = hashed(PASSWORD)
    page = visit("people", ADMINISTRATOR)
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))
    disable = f"people_disable_{VIEWER.number}"

    press(page, disable)
    press(page, f"{disable}_do")
    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    press(page, disable)
    page.text_input(key=f"{disable}_password").set_value("guess")
    press(page, f"{disable}_do")
    assert "아이디나 비밀번호가 올바르지 않습니다." in shown(page)
    assert one(world, VIEWER).disabled_at is None

    press(page, disable)
    page.text_input(key=f"{disable}_password").set_value(PASSWORD)
    press(page, f"{disable}_do")
    assert "이수진 님의 사용을 중지했습니다." in shown(page)
    assert one(world, VIEWER).disabled_at is not None


def test_signing_out_is_one_click(world: World) -> None:
    page = press(visit("today", APPROVER), "sign_out")

    assert "로그인이 끝났습니다." in shown(page)
