"""내 계정: two-step sign-in, another password, and the way out of every browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pyotp import TOTP

from billing_core.clock import HeldClock
from billing_core.models import CompanyAccount, Person, PersonSession, TotpSecret
from billing_core.rules.actor import Actor
from billing_core.sign_in.passwords import hashed, matches
from dashboard.parts.member_search import FIELD
from tests.dashboard.signing_in import token_of
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

PASSWORD, OTHER = "푸른 하늘 은하수 17", "하얀 쪽배에 계수나무"


def with_a_password(world: World, who: Actor) -> None:
    with world.system.database.writing() as session:
        session.get_one(Person, who.number).password_hash = hashed(PASSWORD)


def later(world: World) -> None:
    """Half a session later: what was typed vouches no more."""
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))


@pytest.mark.parametrize("who", [VIEWER, ADMINISTRATOR])
def test_everybody_sees_their_own(world: World, who: Actor) -> None:
    page = visit("account", who)
    assert who.name in shown(page)
    assert "이 브라우저" in shown(page)
    assert "데모의 담당자라 비밀번호 없음" in shown(page)
    assert not [button for button in page.button if "codes" in str(button.key)]


def test_two_steps_are_switched_on_with_a_code_of_the_app_and_off_again(world: World) -> None:
    with_a_password(world, VIEWER)
    page = press(visit("account", VIEWER), "account_codes_on")
    press(page, "account_codes_on_do")
    assert "data:image/svg+xml" in "".join(str(html.value) for html in page.html)
    assert world.rows(TotpSecret) == [], "not before a right code"
    (secret,) = [str(code.value).replace(" ", "") for code in page.code]

    page.text_input(key="account_codes_code").set_value("000000")
    press(page, "account_codes_confirm")
    assert "인증 코드가 올바르지 않습니다." in shown(page)
    code = TOTP(secret).at(world.system.wall_clock.now())
    page.text_input(key="account_codes_code").set_value(f"{code[:3]} {code[3:]}")
    press(page, "account_codes_confirm")

    assert "2단계 인증을 켰습니다." in shown(page)
    (spare,) = [str(each.value).splitlines() for each in page.code]
    assert len(spare) == 10
    (kept,) = world.rows(TotpSecret)
    assert (kept.person_id, kept.secret) == (VIEWER.number, secret)
    page.run()
    assert not page.code, "shown once"
    assert secret not in "".join(str(html.value) for html in page.html)
    assert "비밀번호 + 2단계 인증" in shown(visit("people", ADMINISTRATOR))

    press(page, "account_codes_off")
    press(page, "account_codes_off_do")
    assert "2단계 인증을 껐습니다." in shown(page)
    assert world.rows(TotpSecret) == []


def test_switching_it_off_asks_for_the_password_again(world: World) -> None:
    with_a_password(world, VIEWER)
    with world.system.database.writing() as session:
        now = world.system.wall_clock.now()
        session.add(TotpSecret(person_id=VIEWER.number, secret="A" * 32, on_since=now, last_step=0))
    page = visit("account", VIEWER)
    later(world)
    press(page, "account_codes_off")
    press(page, "account_codes_off_do")
    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    assert len(world.rows(TotpSecret)) == 1


def test_an_administrator_switches_it_off_for_somebody_who_lost_the_phone(world: World) -> None:
    with_a_password(world, VIEWER)
    with world.system.database.writing() as session:
        now = world.system.wall_clock.now()
        session.add(TotpSecret(person_id=VIEWER.number, secret="A" * 32, on_since=now, last_step=0))
    page = press(visit("people", ADMINISTRATOR), f"people_code_{VIEWER.number}")
    press(page, f"people_code_{VIEWER.number}_do")
    assert "이수진 님의 2단계 인증을 해제했습니다." in shown(page)
    assert world.rows(TotpSecret) == []


def test_a_new_password_takes_the_old_one_and_ends_every_other_session(world: World) -> None:
    with_a_password(world, VIEWER)
    page = visit("account", VIEWER)
    token_of(world.system, VIEWER)  # another browser

    def changes(old: str, new: str, again: str) -> str:
        press(page, "account_password")
        for name, typed in (("old", old), ("new", new), ("again", again)):
            page.text_input(key=f"account_password_{name}").set_value(typed)
        return shown(press(page, "account_password_do"))

    assert "두 비밀번호가 다릅니다." in changes(PASSWORD, OTHER, PASSWORD)
    assert "아이디나 비밀번호가 올바르지 않습니다." in changes("guess", OTHER, OTHER)
    assert "짐작하기 쉬운 비밀번호입니다" in changes(PASSWORD, "짧다", "짧다")
    assert "비밀번호를 바꿨습니다." in changes(PASSWORD, OTHER, OTHER)

    (person,) = world.rows(Person, Person.id == VIEWER.number)
    assert matches(person.password_hash, OTHER)
    assert len(world.rows(PersonSession, PersonSession.person_id == VIEWER.number)) == 1


def test_one_is_signed_out_everywhere(world: World) -> None:
    page = visit("account", APPROVER)
    token_of(world.system, APPROVER)
    press(page, "account_sign_out")
    press(page, "account_sign_out_do")
    assert world.rows(PersonSession, PersonSession.person_id == APPROVER.number) == []
    assert "로그인이 끝났습니다." in shown(page.run())


def test_whoever_has_no_password_is_sent_to_the_company_for_a_grave_act(world: World) -> None:
    with world.system.database.writing() as session:
        session.get_one(Person, ADMINISTRATOR.number).password_hash = ""
        session.add(
            CompanyAccount(
                person_id=ADMINISTRATOR.number,
                issuer="https://id.company.kr",
                subject="1",
                bound_at=world.system.wall_clock.now(),
            )
        )
    page = visit("people", ADMINISTRATOR)
    assert "회사 계정" in shown(page)
    later(world)
    disable = f"people_disable_{VIEWER.number}"

    press(page, disable)

    assert 'href="/sign-in/company?again=1&amp;lang=ko&amp;next=' in "".join(
        str(html.value) for html in page.html
    )
    assert not [field for field in page.text_input if field.key != FIELD]
    press(page, f"{disable}_do")
    assert "회사 계정으로 한 번 더 로그인해야 합니다." in shown(page)
    (person,) = world.rows(Person, Person.id == VIEWER.number)
    assert person.disabled_at is None
