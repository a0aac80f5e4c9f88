from __future__ import annotations

import re
from enum import EnumMeta, StrEnum
from typing import get_type_hints

import pytest

from billing_core.numbers.arrivals import ActiveMember, Arrival
from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.churn import ChurnedMember
from billing_core.numbers.explained_parts import PARTS
from billing_core.numbers.permission_approvals import PermissionApproval
from billing_core.numbers.revenue import LedgerLine
from billing_core.roll_ups.cycle_facts import Cycle
from billing_core.rules.decline import DeclineReason
from billing_core.sandbox.cards import CardOutcome
from dashboard.pages.number import number_story
from dashboard.parts.words.facts import STATES
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.world import World


def test_a_number_opens_with_its_meaning_its_people_and_the_moment_it_is_true(
    world: World,
) -> None:
    joins(world, hana="김하나", duri="이두리")

    page = visit("number", None, code="paid_members", month="2026-09")

    assert "2명" in shown(page)
    assert "이 달에 실제 결제가 한 번이라도 있는 회원 수이며" in shown(page)
    assert "기준시각 2026-09-21 (월) 09:00" in shown(page)
    assert "○ 잠정" in " ".join(shown(page).split())
    assert sorted(page.dataframe[0].value["이름"]) == ["김하나", "이두리"]


def test_what_was_left_out_is_listed_with_the_reason_of_each_row(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")

    page = visit("number", None, code="paid_members", list="left_out")

    reasons = page.dataframe[0].value["사유"]
    assert len(reasons) == 2
    assert all("카드 등록" in reason for reason in reasons)


@pytest.mark.parametrize("month", ["9999-12", "2031-05", "0001-01", "September"])
def test_an_address_of_a_month_that_is_none_shows_the_present_one(world: World, month: str) -> None:
    joins(world, hana="김하나")

    page = visit("number", None, code="paid_members", month=month)

    assert "2026년 9월" in shown(page)
    assert "1명" in shown(page)


def test_an_address_beyond_the_end_of_the_list_shows_its_beginning(world: World) -> None:
    joins(world, hana="김하나")

    page = visit("number", None, code="paid_members")
    page.query_params["from"] = "50"
    page.run()

    assert list(page.dataframe[0].value["이름"]) == ["김하나"]


def test_before_the_first_payment_the_list_says_how_it_will_fill(world: World) -> None:
    page = shown(visit("number", None, code="paid_members"))

    assert "회원이 카드를 등록하거나" in page
    assert "다른 달을 골라 보세요" not in page


def test_a_rate_names_both_its_halves_and_leads_to_them(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")

    page = visit("number", None, code="churn_rate", month="2026-10")

    assert "50.0%" in shown(page)
    assert "1 / 2" in shown(page)
    assert list(page.dataframe[0].value["이름"]) == ["김하나"]

    out_of = visit("number", None, code="churn_rate", month="2026-10", list="out_of")
    assert sorted(out_of.dataframe[0].value["이름"]) == ["김하나", "이두리"]

    page = press(page, "number_open_active_at_start")

    assert sorted(page.dataframe[0].value["이름"]) == ["김하나", "이두리"]


def test_a_long_list_is_turned_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_story, "ROWS_PER_PAGE", 2)
    joins(world, hana="김하나", duri="이두리", sena="박세나")

    page = visit("number", None, code="paid_members")
    assert len(page.dataframe[0].value) == 2

    page = press(page, "number_after")
    assert len(page.dataframe[0].value) == 1
    assert "3~3번째 행" in shown(page)
    assert page.query_params["from"] == "2"

    page = press(page, "number_before")
    assert "1~2번째 행" in shown(page)


def test_every_number_can_be_opened_even_in_an_empty_book(world: World) -> None:
    page = visit("number")
    assert sorted(keys(page, "number_open_")) == sorted(
        f"number_open_{code}" for code in (*METRICS, *RATES, *PARTS)
    )

    assert "이 달에 포함한 것이 없습니다" in shown(visit("number", None, code="failure_rate"))


def test_the_numbers_stand_in_groups_with_this_months_values(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")

    page = shown(visit("number", None, month="2026-09"))

    assert "결제와 매출" in page
    assert "58,000원" in page
    assert "2명" in page


def test_no_number_stands_there_without_its_value(world: World) -> None:
    """Parts of charts, too: who asked to stop by reason, the steps of MRR, what may be recovered."""
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    leave(world, "hana")

    page = visit("number", None, month="2026-10")

    markup = "".join(part.value for part in page.html)
    values = re.findall(r'class="bd-value">([^<]*)<', markup)
    assert len(values) == len(METRICS) + len(RATES) + len(PARTS)
    assert "" not in values
    assert "-29,000원" in values  # what 김하나 took from MRR
    assert "그 밖의 차트와 표" not in shown(page)


def test_a_number_is_found_by_a_word_of_it(world: World) -> None:
    page = visit("number")

    page.text_input(key="number_search").set_value("환불액").run()
    found = keys(page, "number_open_")
    assert "number_open_refunded_amount" in found
    assert "number_open_churn_rate" not in found

    page.text_input(key="number_search").set_value("없는말").run()
    assert "그 말이 들어간 숫자가 없습니다" in shown(page)


def test_a_list_the_number_does_not_have_is_the_counted_one(world: World) -> None:
    joins(world, hana="김하나")

    page = visit("number", None, code="paid_members", list="out_of")

    assert list(page.dataframe[0].value["이름"]) == ["김하나"]


def test_the_facts_of_a_row_are_told_in_words(world: World) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)

    (row,) = visit("number", None, code="failed_cycles").dataframe[0].value.to_dict("records")

    assert (row["결과"], row["사유"], row["상태"]) == ("기다리는 중", "한도초과", "예약됨")
    assert "첫 결제 여부" not in row  # none of a list of renewals is one
    (first,) = (
        visit("number", None, code="first_charges", month="2026-09")
        .dataframe[0]
        .value.to_dict("records")
    )
    assert first["첫 결제 여부"] == "예"


def test_no_state_is_without_words() -> None:
    rows = (Arrival, ActiveMember, ChurnedMember, Cycle, LedgerLine, PermissionApproval)
    states: set[type] = {
        hint
        for row in rows
        for hint in get_type_hints(row).values()
        if isinstance(hint, type) and issubclass(hint, StrEnum)
    }
    assert states - {DeclineReason} == set(STATES)
    for state, words in STATES.items():
        assert isinstance(state, EnumMeta)
        assert list(state) == list(words)


def test_a_number_that_does_not_exist_says_so_and_the_desk_stays_usable(world: World) -> None:
    page = visit("number", None, code="nothing", month="soon", **{"from": "-3"})

    assert "없는 숫자입니다" in page.error[0].value
    assert "모든 숫자" in [button.label for button in page.button]
