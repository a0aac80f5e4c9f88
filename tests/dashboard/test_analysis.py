from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.numbers.churn import CHURNED_VOLUNTARY
from billing_core.numbers.metric import Unit
from billing_core.rules.actor import SYSTEM
from billing_core.rules.cancel_reason import cancel_reason_named
from billing_core.sandbox.cards import CardOutcome
from dashboard.parts.shown_numbers import meaning_of
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.dashboard.visits import links, shown, visit
from tests.parts.world import World


def opened(view: str = "churn") -> AppTest:
    return visit("analysis", view=view)


def traces(app: AppTest, at: int = 0) -> dict[str, dict[str, Any]]:
    spec = json.loads(app.get("plotly_chart")[at].proto.spec)
    return {each.get("name", ""): each for each in spec["data"]}


def cells(app: AppTest) -> str:
    """The cohorts' table, whose cells are buttons."""
    (table,) = app.get("bidi_component")
    return str(json.loads(table.proto.json))


def heights(trace: dict[str, Any]) -> dict[str, int]:
    return dict(zip(trace["x"], trace["y"], strict=True))


def test_who_left_is_told_apart_by_kind_and_the_open_month_is_provisional(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    refuse_cards(world, CardOutcome.LOST_OR_STOLEN, "duri")
    leave(world, "hana")
    live(world, 8)  # 31 October: duri's grace is over, October itself is not settled

    page = opened()

    kinds = traces(page)
    assert heights(kinds["자발 이탈"]) == {"2026-09": 0, "2026-10": 1}
    assert heights(kinds["비자발 이탈"]) == {"2026-09": 0, "2026-10": 1}
    assert heights(kinds["시스템 이탈"]) == {"2026-09": 0, "2026-10": 0}
    assert kinds["자발 이탈"]["marker"]["opacity"] == [1.0, 0.6]
    assert list(page.dataframe[0].value["월"]) == ["2026년 10월 (잠정)", "2026년 9월"]


def test_rates_stand_beside_the_same_days_of_last_month(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened()

    churn, mrr = page.metric[0], page.metric[1]
    assert (churn.label, churn.value) == ("이탈률", "50.0%")
    assert (mrr.label, mrr.value, mrr.delta) == ("월 환산 구독료(MRR)", "29,000원", "-2.9만")
    recovery = page.metric[4]
    assert (recovery.value, recovery.delta) == ("–", "")  # nothing failed: nothing to compare
    assert "지난달 같은 기간(2026-09-01 (화) ~ 2026-09-23 (수))과 비교한 값입니다." in shown(page)


def test_each_card_says_why_it_moved(world: World) -> None:
    """Since the same day of last month one has come, and one of the two before asked to stop."""
    joins(world, hana="김하나", duri="이두리")
    live(world, 31)
    joins(world, sena="박세나")
    with world.system.database.writing() as session:
        request_cancellation(
            session,
            cancellation_id="duri",
            member=the_member(session, "duri"),
            reason="",
            actor=SYSTEM,
            now=world.clock.now(),
        )
    live(world, 1)

    said = [unescape(caption.value) for caption in opened().caption]

    assert said[0] == "2명 중 0명"  # of the month before there is no rate
    assert said[1] == "차이: 신규 +2.9만"
    assert said[2] == "차이: 신규 +2.9만, 해지 신청 −2.9만"


def test_the_month_so_far_is_told_beside_the_same_days_of_last_month(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    leave(world, "hana")

    churn, failures = shown(opened()), shown(opened("failures"))

    assert "이탈회원: 이번 달 지금까지 1명, 지난달 같은 기간에는 0명이었습니다." in churn
    assert "결제 실패: 이번 달 지금까지 1건, 지난달 같은 기간에는 0건이었습니다." in failures


def test_the_waterfall_leads_from_the_first_of_the_month_to_now(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")
    joins(world, sena="박세나")

    page = opened("mrr")

    assert heights(traces(page, 1)[""]) == {
        "월초": 58_000,
        "신규": 29_000,
        "재가입": 0,
        "증액": 0,
        "감액": 0,
        "이탈": -29_000,
        "지금": 58_000,
    }


def test_a_refused_renewal_waits_until_it_is_recovered_and_keeps_its_reason(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana", "duri")
    live(world, 31)
    refuse_cards(world, CardOutcome.APPROVED, "hana")
    live(world, 2)

    page = opened("failures")

    assert heights(traces(page)["회복"])["2026-10"] == 1
    assert heights(traces(page)["기다리는 중"])["2026-10"] == 1
    reasons = page.dataframe[0].value
    assert list(reasons["사유"]) == ["한도초과"]
    assert list(reasons["실패"]) == [2]


def test_a_cohort_keeps_its_row_and_an_estimate_needs_enough_members(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened("cohorts")

    assert "2026년 9월 가입 2명 중 2026년 10월에 1명 · 잠정: 아직 확정되지 않음" in cells(page)
    lifetime = page.dataframe[0].value
    assert lifetime["실현 LTV"][0] == 43_500
    assert lifetime["근거"][0] == "아직 계산할 수 없음 (6개월, 30명부터): 지금 2명"


def test_the_cohorts_of_an_imported_history_are_told_by_who_paid(world: World) -> None:
    history = b"""imp_uid,merchant_uid,member_id,paid_at,amount
i1,m1,hana,2026-08-02T09:00:00Z,1000
i2,m2,hana,2026-09-02T09:00:00Z,1000
"""
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", history)}
    import_history(world.system.database, files, SYSTEM, world.clock.now())

    page = opened("cohorts")

    assert "처음 결제한 달이 같은 회원 가운데 그 달에 결제한 수" in shown(page)
    assert "2026년 8월 가입 1명 중 2026년 9월에 1명" in cells(page)


def test_what_is_booked_is_expected_only_as_far_as_such_charges_were_paid(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 53)  # 13 November: October and its grace are over

    page = opened("forecast")

    months = page.dataframe[0].value
    assert months["월"][0] == "2026년 11월 (남은 날)"
    assert list(months["예약된 금액"])[:2] == [58_000, 0]
    assert "정기결제 100.0% (2/2건)" in shown(page)
    assert links(page)["2026년 11월 2건"] == "day=2026-11-13"
    assert heights(traces(page)["예상 결제액"])["2026-11"] == 58_000


def test_without_a_settled_month_what_is_booked_is_not_called_lost(world: World) -> None:
    joins(world, hana="김하나")

    page = opened("forecast")

    assert set(traces(page)) == {"예약된 금액"}
    assert heights(traces(page)["예약된 금액"])["2026-10"] == 29_000


def test_a_bar_says_what_it_is_and_names_the_list_it_opens(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened()

    asked = traces(page)["자발 이탈"]
    assert asked["customdata"][1] == ["churned_voluntary", "2026-10", ""]
    told = asked["hovertext"][1].split("<br>")
    assert told[:2] == ["2026년 10월 (잠정)", "자발 이탈 <b>1명</b>"]
    assert " ".join(told[2:]) == meaning_of(CHURNED_VOLUNTARY)
    assert links(page)["자발 이탈 1명"] == "code=churned_voluntary&month=2026-10"
    assert links(page)["이탈률 50.0%"] == "code=churn_rate&month=2026-10"


def test_every_step_of_the_waterfall_leads_to_its_people(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened("mrr")

    steps = traces(page, 1)[""]
    opens = dict(zip(steps["x"], steps["customdata"], strict=True))
    assert opens["이탈"] == ["mrr_churned", "2026-10", ""]
    assert opens["월초"] == ["mrr", "2026-09", ""]
    assert "MRR입니다." in steps["hovertext"][list(opens).index("이탈")]
    assert links(page)["이탈 -2.9만"] == "code=mrr_churned&month=2026-10"
    assert links(page)["해지 신청한 회원의 몫 0"].endswith("&list=left_out")
    behind = visit("number", code="mrr_churned", month="2026-10").dataframe[0].value
    assert list(behind["이름"]) == ["김하나"]
    assert list(behind["변경 전"]) == [29_000]
    assert list(behind["금액"]) == [-29_000]


def test_what_became_of_a_failure_opens_by_count_and_by_won(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)

    page = opened("failures")
    assert links(page)["기다리는 중 1건"] == "code=waiting_cycles&month=2026-10"

    page = page.segmented_control(key="analysis_failures_in").set_value(Unit.WON).run()
    assert links(page)["기다리는 중 29,000원"] == "code=waiting_won&month=2026-10"
    assert links(page)["실패율(금액) 50.0%"] == "code=failure_rate_won&month=2026-10"
    assert list(visit("number", code="waiting_won").dataframe[0].value["이름"]) == ["김하나"]


def test_a_cell_of_the_cohorts_opens_its_members_and_the_rest_with_the_reason(
    world: World,
) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened("cohorts")
    assert 'value="cohort_retained.2026-09/2026-10"' in cells(page)

    code = "cohort_retained.2026-09"
    there = visit("number", code=code, month="2026-10")
    assert "2026년 9월 코호트 잔존" in shown(there)
    assert "50.0%" in shown(there)
    assert list(there.dataframe[0].value["이름"]) == ["이두리"]
    gone = visit("number", code=code, month="2026-10", list="left_out").dataframe[0].value
    assert list(gone["사유"]) == ["그 달 말에 이용회원이 아닙니다"]


@pytest.mark.parametrize("where", ["today", "이탈", "MRR", "실패·회복"])
def test_a_month_that_may_still_change_says_so_in_every_chart(world: World, where: str) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    leave(world, "hana")
    live(world, 8)

    page = visit() if where == "today" else opened(where)

    ticks = [
        axis["ticktext"]
        for chart in page.get("plotly_chart")
        for name, axis in json.loads(chart.proto.spec)["layout"].items()
        if name.startswith("xaxis") and "ticktext" in axis
    ]
    assert ticks
    assert all("잠정" in months[-1] and "잠정" not in months[0] for months in ticks)


def test_a_book_of_imported_payments_alone_says_why_nothing_is_drawn(world: World) -> None:
    history = (
        b"imp_uid,merchant_uid,member_id,paid_at,amount\ni1,m1,hana,2026-08-02T09:00:00Z,1000\n"
    )
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", history)}
    import_history(world.system.database, files, SYSTEM, world.clock.now())

    assert "가져온 과거 결제는 이용 기간을 알 수 없어" in shown(opened())
    assert "아직 정기결제 매출이 없습니다" in shown(opened("mrr"))


def test_an_empty_book_says_what_to_do(world: World) -> None:
    assert "아직 분석할 결제가 없습니다" in shown(opened())


def test_why_members_leave_is_counted_by_month_and_opens_onto_them(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    with world.system.database.writing() as session:
        for name, why in (("hana", "price"), ("duri", "")):
            request_cancellation(
                session,
                cancellation_id=name,
                member=the_member(session, name),
                reason="",
                reason_code=cancel_reason_named(why),
                actor=SYSTEM,
                now=world.clock.now(),
            )

    page = opened("reasons")

    (bars,) = traces(page).values()
    assert dict(zip(bars["y"], bars["x"], strict=True)) == {"가격이 부담돼서": 1, "밝히지 않음": 1}
    table = page.dataframe[0].value
    assert list(table["월"]) == ["2026년 9월 (잠정)"]
    assert (table["가격이 부담돼서"][0], table["해지신청회원"][0]) == (1, 2)
    [to_price] = [link for link in links(page).values() if "cancel_reason_price" in link]
    number = visit("number", code="cancel_reason_price", month="2026-09")
    assert "month=2026-09" in to_price
    assert number.dataframe[0].value["해지 이유"][0] == "가격이 부담돼서"
    assert len(number.dataframe[0].value) == 1


def test_nobody_who_asked_to_stop_has_no_reason(world: World) -> None:
    joins(world, hana="김하나")
    assert "이 기간에 해지를 신청한 회원이 없습니다" in shown(opened("reasons"))
