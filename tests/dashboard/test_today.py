from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from billing_core.desk.morning import morning
from billing_core.desk.todays_work import todays_work
from billing_core.desk.waiting import waiting
from billing_core.models import LedgerEntry, PaymentRecord
from billing_core.notices.brief import brief_said
from billing_core.numbers.paid_members import PAID_MEMBERS
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import KST
from billing_core.sandbox.cards import CardOutcome
from dashboard.parts.shown_numbers import meaning_of
from tests.dashboard.company import charge_by_hand, joins, leave, live, refuse_cards
from tests.dashboard.visits import links, press, shown, visit
from tests.parts.members import numbered
from tests.parts.world import World


def chart(app: AppTest, at: int = 0) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(app.get("plotly_chart")[at].proto.spec)
    return spec


def bars(app: AppTest, name: str) -> dict[str, int]:
    """Month → height, as the first chart draws it."""
    (trace,) = [each for each in chart(app)["data"] if each["name"] == name]
    return dict(
        zip(trace["x"], (int(text.replace(",", "")) for text in trace["text"]), strict=True)
    )


def test_the_first_thing_seen_is_who_paid_and_who_cancelled_month_by_month(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    leave(world, "duri")

    page = visit()

    assert bars(page, "결제회원") == {"2026-09": 3, "2026-10": 2}
    assert bars(page, "해지신청회원") == {"2026-09": 1, "2026-10": 0}


def test_the_month_that_is_not_over_is_hatched(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 31)

    (paid, _) = chart(visit())["data"]

    assert paid["marker"]["pattern"]["shape"] == ["", "/"]


def test_a_month_opens_without_a_mouse_too(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = visit()
    page.selectbox(key="today_month").set_value("2026-09").run()
    page = press(page, "today_open")

    assert "결제회원 2" in [tab.label for tab in page.tabs]


def test_money_too_small_for_a_bar_opens_by_a_link(world: World) -> None:
    """What goes back is mostly a line of a pixel beside what was paid."""
    joins(world, hana="김하나", duri="이두리")
    first, *_ = world.rows(LedgerEntry, LedgerEntry.member_id == numbered("hana"))
    world.system.gateway.refund(first.imp_uid, amount=10_000, remaining=29_000, reason="보상")
    live(world, 31)

    page = visit()
    page.selectbox(key="today_revenue_month").set_value("2026-09").run()

    assert links(page)["결제액 5.8만"] == "code=paid_amount&month=2026-09"
    assert links(page)["환불액 1만"] == "code=refunded_amount&month=2026-09"
    assert links(page)["순매출 4.8만"] == "code=net_revenue&month=2026-09"


def test_a_bar_says_its_value_with_its_unit_and_what_it_means(world: World) -> None:
    joins(world, hana="김하나")

    page = visit()

    (paid, _) = chart(page)["data"]
    told = paid["hovertext"][0].split("<br>")
    assert told[:2] == ["2026년 9월 (잠정)", "결제회원 <b>1명</b>"]
    assert " ".join(told[2:]) == meaning_of(PAID_MEMBERS)
    revenue = {trace["name"]: trace for trace in chart(page, 2)["data"]}
    assert "결제액 <b>29,000원</b>" in revenue["결제액"]["hovertext"][0]
    assert revenue["환불액"]["customdata"] == [["refunded_amount", "2026-09", ""]]


def test_this_month_stands_beside_the_same_days_of_last_month(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 30)  # 21 October, 09:00: the renewals are booked for ten o'clock

    page = visit()

    paid = page.metric[0]
    assert (paid.label, paid.value, paid.delta) == ("결제회원", "0명", "-2명")
    assert "지난달 같은 기간(2026-09-01 (화) ~ 2026-09-21 (월))과 비교한 값입니다." in shown(page)
    assert "이번 달 이탈에는 유예 기간 중인 회원이 아직 들어 있지 않습니다." in shown(page)


def test_every_number_says_when_it_is_true_and_what_it_means(world: World) -> None:
    page = visit()

    assert "기준 2026-09-21 (월) 09:00" in shown(page)
    assert all(metric.help for metric in page.metric)


def test_todays_work_is_counted_and_leads_to_its_pages(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.INSUFFICIENT_FUNDS, "duri")
    leave(world, "hana")

    page = visit()

    assert list(links(page))[:3] == [
        ":orange[▲] 권한 변경 승인을 기다리는 회원 1명",
        ":orange[▲] 결제가 실패한 회원 1명",
        ":orange[▲] 2026년 9월을 마감할 수 있습니다",
    ]
    assert links(page)[":orange[▲] 권한 변경 승인을 기다리는 회원 1명"] == "view=due"
    assert "오늘 할 일 3" in shown(page)
    assert "할 일 없음: 확인 필요 · 돌려줄 결제 · 환불 요청 · 오래된 보류 · 민원 · 고지" in shown(
        page
    )
    assert "오늘 할 일을 마쳤습니다" not in shown(page)


def test_the_morning_brief_says_the_lines_of_the_page(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    refuse_cards(world, CardOutcome.INSUFFICIENT_FUNDS, "duri")
    leave(world, "hana")
    charge_by_hand(world, "sena")
    now = world.clock.now()
    with world.system.database.reading() as session:
        work = todays_work(session, waiting(session), AsOf(now, world.system.settings.grace_days))
        _, body = brief_said(work, morning(session, now), now, "https://desk")

    page = visit()
    told = body.split("\n")[: body.split("\n").index("")]

    waits = [
        unescape(label).partition("] ")[2]
        for label in links(page)
        if label.startswith((":red[✕]", ":orange[▲]")) and "어제" not in label
    ]
    assert f"오늘 할 일 {work.left}" in shown(page)
    assert told[0] == f"오늘 할 일 {work.left}"
    assert [each.rpartition(" ")[0] for each in told[1 : len(waits) + 1]] == waits
    # What is to be given back is among what is to check, so it is said right after and not added.
    assert waits[:2] == ["확인 필요 1건", "그중 돌려줄 결제 1건, 29,000원"]
    added = [each for each in waits if not each.startswith("그중")]
    numbers = [int(found) for each in added for found in re.findall(r"(\d+)[명건]", each)]
    assert work.left == sum(numbers) + sum("마감할 수 있습니다" in each for each in added)
    assert told[-1].startswith(f"오늘 {now.astimezone(KST):%H:%M}에 센 것이며")


def test_what_yesterday_took_leads_to_the_payments_of_that_day(world: World) -> None:
    """On the first of a month, too: those of the month would be none of them."""
    joins(world, hana="김하나")
    world.clock.advance(timedelta(days=1))

    [(said, address)] = [each for each in links(visit()).items() if "어제 결제 1건" in each[0]]

    assert "29&#44;000원" in said
    asked = dict(parse_qsl(address))
    assert asked == {"view": "all", "from": "2026-09-21", "to": "2026-09-21"}
    assert "29,000원" in shown(visit("payments", None, **asked))


def test_when_nothing_waits_the_day_is_done(world: World) -> None:
    joins(world, hana="김하나")

    page = visit()

    assert ":green[✓] 오늘 할 일을 마쳤습니다" in links(page)
    assert any("마지막 결제 알림 방금" in label for label in links(page))


def test_a_long_silence_turns_amber_and_then_red(world: World) -> None:
    joins(world, hana="김하나")

    def said() -> str:
        return next(label for label in links(visit()) if "마지막 결제 알림" in label)

    world.clock.advance(timedelta(days=2))
    assert said().startswith(":green[✓]")  # nothing was paid, so nothing was to be heard
    with world.system.database.writing() as session:
        missed = session.scalars(select(PaymentRecord)).first()
        assert missed is not None
        missed.paid_at = world.clock.now()  # read by the sweep; its notice never came

    world.clock.advance(timedelta(hours=2))
    assert said().startswith(":orange[▲]")
    assert "그 뒤의 결제는 알림이 오지 않았습니다" in said()
    world.clock.advance(timedelta(days=2))
    assert said().startswith(":red[✕]")


def test_each_number_says_what_its_change_is_made_of(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 31)

    page = visit()

    said = [unescape(caption.value) for caption in page.caption]
    assert "차이: 처음 결제 −2명, 이어서 결제 +2명" in said


def test_an_empty_book_says_what_will_appear_and_how(world: World) -> None:
    page = visit()

    assert "아직 보여 드릴 결제가 없습니다" in shown(page)
    assert page.get("plotly_chart") == []
    assert "처음 준비" in shown(page)
    assert not any(label.startswith(":green") for label in links(page))  # nothing was seen yet


def test_the_set_up_turns_green_by_what_was_seen_and_goes_with_the_first_member(
    world: World,
) -> None:
    world.work()  # the worker reads from PortOne, and finds nobody

    read = [label for label in links(visit()) if label.startswith(":green")]
    assert len(read) == 1
    assert "포트원 내역을 읽었습니다" in read[0]
    joins(world, hana="김하나")
    assert "처음 준비" not in shown(visit())


def test_the_set_up_stays_where_portone_has_never_called(world: World) -> None:
    world.sandbox.configure(webhook_loss=1.0)
    joins(world, hana="김하나")
    world.wait(timedelta(days=1))  # the sweep finds the payment

    page = visit()

    assert "처음 준비" in shown(page)
    assert "오늘 할 일" in shown(page)
    assert any("알림 주소를" in label for label in links(page))
    assert any("회원 1명이 있습니다" in label for label in links(page))


def test_the_people_of_a_month_are_listed_with_who_was_left_out(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    world.cancel("duri", "이사를 가요")
    world.work()
    page = visit()

    page.session_state["today_people_of"] = "2026-09"
    page.run()

    paid, asked, excluded = (table.value for table in page.dataframe[-3:])
    assert sorted(paid["회원"]) == ["김하나", "이두리"]
    assert list(paid["금액"]) == [29_000, 29_000]
    assert list(asked["이유"]) == ["이사를 가요"]
    assert set(excluded["이유"]) == {"카드 등록이라 돈이 움직이지 않았습니다 (실제 결제 아님)"}
    tabs = [tab.label for tab in page.tabs]
    assert tabs == ["결제회원 2", "해지 신청 1", "이탈 0", "제외 2"]


def test_the_table_adds_up_like_the_chart(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "duri")

    page = visit()

    months = page.dataframe[0].value
    assert list(months["월"]) == ["2026년 10월 (잠정)", "2026년 9월"]
    assert list(months["결제회원"]) == list(reversed(list(bars(page, "결제회원").values())))
    assert list(months["순매출"]) == [29_000, 58_000]
