from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.rules.actor import SYSTEM
from billing_core.sandbox.cards import CardOutcome
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.dashboard.visits import shown, visit
from tests.parts.world import World


def opened(view: str = "이탈") -> AppTest:
    return visit("analysis", analysis_view=view)


def traces(app: AppTest, at: int = 0) -> dict[str, dict[str, Any]]:
    spec = json.loads(app.get("plotly_chart")[at].proto.spec)
    return {each.get("name", ""): each for each in spec["data"]}


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
    assert kinds["자발 이탈"]["marker"]["opacity"] == [1.0, 0.65]
    assert list(page.dataframe[0].value["월"]) == ["2026년 10월 (잠정)", "2026년 9월"]


def test_rates_stand_beside_the_same_days_of_last_month(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened()

    churn, mrr = page.metric[0], page.metric[1]
    assert (churn.label, churn.value) == ("이탈률", "50.0%")
    assert (mrr.label, mrr.value, mrr.delta) == ("MRR", "29,000원", "-2.9만")
    assert "지난달 같은 기간(2026-09-01 (화) ~ 2026-09-23 (수))과 비교한 값입니다." in shown(page)


def test_the_waterfall_leads_from_the_first_of_the_month_to_now(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")
    joins(world, sena="박세나")

    page = opened("MRR 증감")

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

    page = opened("실패와 회복")

    assert heights(traces(page)["회복"])["2026-10"] == 1
    assert heights(traces(page)["기다리는 중"])["2026-10"] == 1
    reasons = page.dataframe[0].value
    assert list(reasons["사유"]) == ["한도초과"]
    assert list(reasons["실패"]) == [2]


def test_a_cohort_keeps_its_row_and_an_estimate_needs_enough_members(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = opened("코호트와 LTV")

    cells = "".join(str(each.value) for each in page.html)
    assert "2026년 9월 가입 2명 중 2026년 10월에 1명 · 아직 확정되지 않음" in cells
    lifetime = page.dataframe[0].value
    assert lifetime["실현 LTV"][0] == 43_500
    assert lifetime["근거"][0] == "산출 불가: 회원이 2명으로 30명보다 적습니다"


def test_the_cohorts_of_an_imported_history_are_told_by_who_paid(world: World) -> None:
    history = b"""imp_uid,merchant_uid,member_id,paid_at,amount
i1,m1,hana,2026-08-02T09:00:00Z,1000
i2,m2,hana,2026-09-02T09:00:00Z,1000
"""
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", history)}
    import_history(world.system.database, files, SYSTEM, world.clock.now())

    page = opened("코호트와 LTV")

    cells = "".join(str(each.value) for each in page.html)
    assert "처음 결제한 달이 같은 회원 가운데 그 달에 결제한 수" in shown(page)
    assert "2026년 8월 가입 1명 중 2026년 9월에 1명" in cells


def test_what_is_booked_is_expected_only_as_far_as_such_charges_were_paid(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 53)  # 13 November: October and its grace are over

    page = opened("예측")

    months = page.dataframe[0].value
    assert months["월"][0] == "2026년 11월 (남은 날)"
    assert list(months["예약된 금액"])[:2] == [58_000, 0]
    assert "정기결제 100.0% (2/2건)" in shown(page)


def test_an_empty_book_says_what_to_do(world: World) -> None:
    assert "아직 분석할 결제가 없습니다" in shown(opened())
