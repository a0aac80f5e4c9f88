"""The words to say to a member: made of how they stand, with no name in them.

(That one click copies them: `test_members_on_the_phone.py`.)
"""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from billing_core.sandbox.cards import CardOutcome
from dashboard.parts.language import KEY as LANGUAGE
from dashboard.parts.language import Language, day, until_when
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.dashboard.visits import number_of, visit
from tests.parts.claims import claims
from tests.parts.people import VIEWER
from tests.parts.world import World

GRACE = timedelta(days=7)


def said(page: AppTest) -> str:
    (text,) = [each.value for each in page.code]
    return text


def until(world: World, member_id: str = "hana") -> str:
    return until_when(world.subscription(member_id).paid_through)


def test_who_goes_on_hears_when_and_how_much_is_paid_next(world: World) -> None:
    joins(world, hana="김하나")
    (coming,) = world.live("hana")

    text = said(visit("members", member="hana"))

    assert f"결제하신 기간은 {until(world)}까지입니다." in text
    assert f"다음 결제는 {day(coming.due_at)}, 29,000원입니다." in text


def test_who_was_refused_hears_why_what_to_do_and_until_when(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    refuse_cards(world, CardOutcome.EXPIRED, "duri")
    live(world, 32)
    ends = world.subscription("hana").paid_through
    assert ends is not None

    soft, hard = (said(visit("members", member=each)) for each in ("hana", "duri"))

    assert "29,000원 결제가 승인되지 않았습니다. 카드의 이용 한도를 넘었습니다." in soft
    assert f"{day(world.live('hana')[0].due_at)}에 자동으로 다시 결제합니다." in soft
    assert f"{until_when(ends + GRACE)}까지 결제되지 않으면 이용이 종료됩니다." in soft
    assert "카드의 유효기간이 지났습니다." in hard
    assert "자동으로 다시 결제하지는 않으니, 보내 드리는 결제 링크로" in hard
    assert world.live("duri") == []


def test_who_cancelled_hears_until_when_and_how_to_stay_and_later_only_the_end(
    world: World,
) -> None:
    joins(world, hana="김하나")
    world.cancel("hana")
    world.work()

    text = said(visit("members", member="hana"))

    assert "앞으로 더 결제하지 않습니다." in text
    assert f"{until(world)}까지 그대로 이용하시고, 그 뒤에 이용이 종료됩니다." in text
    assert "해지를 철회해 드립니다" in text
    live(world, 32)
    later = said(visit("members", member="hana"))
    assert "정기결제가 종료되어 더 결제하지 않습니다." in later
    assert f"이용 기간은 {until(world)}까지였습니다." in later
    assert "철회" not in later


def test_a_refund_asked_for_is_in_it_while_it_is_open(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    claims(world, "hana", reason="쓰지 않았어요")

    text = said(visit("members", member="hana"))
    assert "접수하신 환불 요청은 확인하고 있으며" in text
    assert "환불을 원하시면" not in text
    assert "환불 요청" not in said(visit("members", member="duri"))


def test_it_is_in_english_for_a_desk_in_english_and_names_nobody(world: World) -> None:
    joins(world, canaryaa01="Hana Kim", canarybb02="Duri Lee")
    leave(world, "canarybb02")

    for member_id in ("canaryaa01", "canarybb02"):
        page = visit("members", VIEWER, number=str(number_of(member_id)))
        for language, word in ((Language.KOREAN, "결제"), (Language.ENGLISH, "paid until")):
            page.segmented_control(key=LANGUAGE).set_value(language).run()
            text = said(page)
            assert word in text
            assert not [each for each in ("canary", "Hana", "Duri", "9366") if each in text]
