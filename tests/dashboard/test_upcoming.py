from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.models import Card, Subscription
from dashboard.pages.upcoming import coming_days, coming_preflight
from tests.dashboard.company import joins, live
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.members import numbered
from tests.parts.people import APPROVER
from tests.parts.world import World


def names(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["회원"])


def test_the_calendar_shows_each_days_charges_in_count_and_won(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 1)
    joins(world, sena="박세나")

    page = shown(visit("upcoming", day="2026-10-21"))

    assert "2026년 10월" in page
    assert "앞으로 3건 · 87,000원" in page
    assert "2건 5.8만" in " ".join(page.split())


def test_tomorrow_is_listed_without_asking(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 29)  # 20 October, the day before they renew

    page = visit("upcoming")

    assert sorted(names(page)) == ["김하나", "이두리"]
    assert "내일 2026-10-21 (수) 결제 예정 명단" in shown(page)
    assert "이 날의 결제는 모두 정상입니다" in shown(page)


def test_before_anything_was_read_nothing_is_called_in_order(world: World) -> None:
    empty = shown(visit("upcoming"))

    assert "포트원 예약을 아직 읽지 못함" in empty
    assert "이 날의 결제는 모두 정상입니다" not in empty
    assert "위의 ‘지금 다시 읽기’를 눌러 주세요." in empty


def test_who_is_wrong_is_told_before_the_charge_runs(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 29)
    with world.system.database.writing() as session:
        (hana,) = world.rows(Subscription, Subscription.member_id == numbered("hana"))
        session.get_one(Card, hana.customer_uid).deleted_at = world.clock.now()

    page = shown(visit("upcoming"))

    assert "삭제된 카드" in page
    assert "회원에게 카드를 다시 등록해 달라고 안내해 주세요." in page
    assert "10:00 결제 예정 · 29,000원" in page


def test_what_is_wrong_is_put_right_beside_it_and_the_dry_run_is_shown_first(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 29)
    with world.system.database.writing() as session:
        session.get_one(Subscription, world.subscription("hana").id).price = 19_000

    page = press(visit("upcoming", APPROVER), "upcoming_mend_0")
    assert "예약을 해제합니다" in shown(page)
    assert "19,000원" in shown(page)
    page.text_input(key="upcoming_mend_0_ask_reason").set_value("요금을 내렸음")
    page = press(page, "upcoming_mend_0_ask_do")

    assert "김하나 회원의 결제 예정을 바로잡았습니다." in shown(page)
    assert "이 날의 결제는 모두 정상입니다" in shown(page)
    assert [one.amount for one in world.live("hana")] == [19_000]


def test_the_pages_of_a_long_day_are_turned(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming_days, "ROWS_PER_PAGE", 2)
    joins(world, hana="김하나", duri="이두리", sena="박세나")

    first = visit("upcoming", day="2026-10-21")
    seen = names(first)
    assert len(seen) == 2
    assert "모두 3건 · 1쪽" in shown(first)
    assert first.button(key="upcoming_charges_2026-10-21_before").disabled

    second = press(first, "upcoming_charges_2026-10-21_after")
    assert sorted([*seen, *names(second)]) == ["김하나", "박세나", "이두리"]
    assert second.button(key="upcoming_charges_2026-10-21_after").disabled

    assert names(press(second, "upcoming_charges_2026-10-21_before")) == seen


def test_of_many_that_are_wrong_all_are_counted_and_a_page_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming_preflight, "CHARGES_PER_PAGE", 1)
    joins(world, hana="김하나", duri="이두리")
    live(world, 29)
    with world.system.database.writing() as session:
        (hana,) = world.rows(Subscription, Subscription.member_id == numbered("hana"))
        session.get_one(Card, hana.customer_uid).deleted_at = world.clock.now()
        (duri,) = world.rows(Subscription, Subscription.member_id == numbered("duri"))
        session.get_one(Subscription, duri.id).price = 19_000

    page = visit("upcoming")

    assert "금액 다름 1건" in shown(page)
    assert "삭제된 카드 1건" in shown(page), "it stands on the next page"
    assert "회원에게 카드를 다시 등록해 달라고 안내해 주세요." not in shown(page)
    page = press(page, "upcoming_wrong_2026-10-21_after")
    assert "회원에게 카드를 다시 등록해 달라고 안내해 주세요." in shown(page)

    with world.system.database.writing() as session:
        session.get_one(Card, hana.customer_uid).deleted_at = None
    page = page.run()
    assert "예약 금액 29,000원이 요금 19,000원과 다릅니다." in shown(page), "begins anew"


@pytest.mark.parametrize("day", ["gestern", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_an_address_that_names_no_day_of_ours_shows_tomorrow(world: World, day: str) -> None:
    joins(world, hana="김하나")

    page = visit("upcoming", day=day)

    assert "내일 2026-09-22 (화) 결제 예정 명단" in shown(page)
    assert "이 달에 앞으로 예약된 결제가 없습니다" in shown(page)


def test_a_month_without_a_booking_says_when_there_will_be_one(world: World) -> None:
    page = shown(visit("upcoming"))

    assert "이 날에 예약된 결제가 없습니다" not in page
    assert "회원이 첫 결제를 하면 다음 결제가 예약되고" in page


def test_what_other_hands_did_is_shown_on_the_day_it_hits_with_its_cure(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    live(world, 1)
    later = datetime(2026, 10, 25, 3, tzinfo=UTC)
    revoked, moved, added = "hana", "duri", "sena"
    world.sandbox.revoke_at_console(world.live(revoked)[0].merchant_uid)
    world.sandbox.move_at_console(world.live(moved)[0].merchant_uid, int(later.timestamp()))
    card = world.subscription(added).customer_uid
    world.sandbox.book_at_console(card, "console1", int(later.timestamp()), 9_000)
    live(world, 1)

    on_the_old_day, on_the_new_day = (
        visit("upcoming", APPROVER, day=day) for day in ("2026-10-21", "2026-10-25")
    )

    assert "콘솔에서 없앤 예약" in shown(on_the_old_day)
    assert "결제할 날인데 예약된 결제가 없습니다." not in shown(on_the_old_day), "said once"
    assert "콘솔에서 옮긴 예약" in shown(on_the_old_day)
    assert "콘솔에서 더한 예약" not in shown(on_the_old_day)
    assert "콘솔에서 옮긴 예약" in shown(on_the_new_day)
    assert "콘솔에서 더한 예약" in shown(on_the_new_day)
    assert "이 날의 결제는 모두 정상입니다" not in shown(on_the_new_day)
    cures = [key for key in keys(on_the_new_day, "upcoming") if "_cure_" in key]
    offered = {key.split("_cure_")[1].split("_", 1)[1] for key in cures}
    assert offered == {"move_back", "extend_free", "revoke_now", "recognise"}


def test_the_sheet_of_eight_days_opens_on_the_first_that_needs_somebody(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 25)
    fine = shown(visit("upcoming", APPROVER))
    assert "결제 전날 점검표" in fine
    assert "이상 없음 · 2건 · 58,000원" in fine
    world.sandbox.revoke_at_console(world.live("hana")[0].merchant_uid)

    page = press(visit("upcoming", APPROVER), "upcoming_read")
    assert "포트원의 예약을 다시 읽었습니다." in shown(page)
    world.work()

    page = visit("upcoming", APPROVER)
    assert "확인 필요 1건" in shown(page)
    assert "2026-10-21 (수) 사전 점검" in shown(page)
    assert [key for key in keys(page, "upcoming") if key.endswith("_book_again")]
