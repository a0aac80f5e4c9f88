from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.desk import failures
from billing_core.export.monthly_file import FileFormat
from billing_core.models import LedgerEntry
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from dashboard.pages.payments import failure_list
from dashboard.parts import payment_list
from dashboard.parts.language import KEY, Language
from tests.dashboard.company import joins, live, refuse_cards
from tests.dashboard.visits import file_links, keys, number_of, press, shown, visit
from tests.export.read_files import csv_rows, xlsx_rows
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def test_failures_stand_under_their_reason_with_what_to_tell_the_member(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    refuse_cards(world, CardOutcome.LOST_OR_STOLEN, "duri")
    live(world, 31)

    page = shown(visit("payments", APPROVER))

    assert "카드 한도를 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요." in page
    assert "분실·도난 신고된 카드이니 다른 카드를 등록해 달라고 안내해 주세요." in page
    assert page.index("한도초과") < page.index("분실·도난 카드")
    assert "2026-10-22 (목)에 다시 결제" in page
    assert "다시 결제 예정 없음" in page


def test_one_more_try_is_charged_at_once_and_takes_the_place_of_the_booked_one(
    world: World,
) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)
    refuse_cards(world, CardOutcome.APPROVED, "hana")

    page = press(visit("payments", APPROVER), f"payments_retry_{number_of('hana')}")
    assert "2026-10-22 (목)로 예정된 결제를 지금으로 옮깁니다." in shown(page)
    assert "사유를 적어 주세요" in shown(press(page, f"retry_{number_of('hana')}_do"))
    page = press(page, f"payments_retry_{number_of('hana')}")
    page.text_input(key=f"retry_{number_of('hana')}_reason").set_value("회원이 한도를 올림")
    page = press(page, f"retry_{number_of('hana')}_do")

    assert "김하나 님의 다시 결제를 요청했습니다." in shown(page)
    live(world, 1)
    assert world.subscription("hana").status is SubscriptionStatus.ACTIVE
    assert world.ledger("hana") == [29_000, 29_000]


@pytest.mark.parametrize("place", ["payments", "members"])
def test_a_card_that_cannot_pay_is_not_tried_and_the_member_is_to_be_told(
    world: World, place: str
) -> None:
    joins(world, duri="이두리")
    refuse_cards(world, CardOutcome.LOST_OR_STOLEN, "duri")
    live(world, 31)

    page = visit(place, APPROVER, **({"member": "duri"} if place == "members" else {}))

    assert page.button(key=f"{place}_retry_{number_of('duri')}").disabled
    advice = "분실·도난 신고된 카드이니 다른 카드를 등록해 달라고 안내해 주세요"
    assert shown(page).count(advice) == 1, "of a reason, not of each member in turn"
    assert ("회원 안내: " + advice in shown(page)) == (place == "members")


def test_with_a_new_card_a_hard_refusal_no_longer_stands_in_the_way(world: World) -> None:
    joins(world, duri="이두리")
    refuse_cards(world, CardOutcome.LOST_OR_STOLEN, "duri")
    live(world, 31)
    (row,) = failures_shown(world)
    assert row.card_cannot_pay

    assert not replace(row, card_changed=True).card_cannot_pay


def failures_shown(world: World) -> list[failures.FailureRow]:
    with world.system.database.reading() as session:
        groups = failures.failures(session, world.system.settings.policy)
    return [row for group in groups for row in group.rows]


def test_without_failures_the_page_opens_on_all_payments_with_their_sums(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")

    page = visit("payments")

    assert "4건 · 결제 58,000원 · 그중 환불 0원 · 남은 금액 58,000원" in shown(page)
    table = page.dataframe[0].value
    assert sorted(word for (word,) in table["상태"]) == ["결제", "결제", "제외", "제외"]


def test_the_filters_narrow_rows_and_sums_together(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    page = visit("payments")

    page.segmented_control(key="payments_shown").set_value("paid").run()
    page.text_input(key="payments_text").set_value("하나").run()

    assert "1건 · 결제 29,000원 · 그중 환불 0원 · 남은 금액 29,000원" in shown(page)
    assert list(page.dataframe[0].value["회원"]) == ["김하나"]


def test_another_month_shows_that_month(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 31)
    page = visit("payments")
    assert page.dataframe[0].value["일시"].str.startswith("2026-10").all()

    page.selectbox(key="payments_month").set_value("2026-09").run()

    assert page.dataframe[0].value["일시"].str.startswith("2026-09").all()


def test_a_filter_that_finds_nothing_says_what_to_change(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("payments")

    page.text_input(key="payments_text").set_value("없는 번호").run()

    assert "조건에 맞는 결제가 없습니다" in shown(page)


def test_why_a_payment_is_left_out_is_english_on_the_english_page(world: World) -> None:
    joins(world, hana="Hana")
    page = visit("payments")
    page.session_state[KEY] = Language.ENGLISH
    page = page.run()

    assert set(page.dataframe[0].value["Reason"]) == {"", "A card registration: no money moved"}


def test_pages_are_turned_back_and_forth_and_a_filter_begins_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment_list, "ROWS_PER_PAGE", 3)
    joins(world, hana="김하나", duri="이두리")
    first = visit("payments")
    seen = list(first.dataframe[0].value["결제 번호"])
    assert "1–3번째" in shown(first)
    assert first.button(key="payments_newer").disabled

    page = press(first, "payments_older")
    assert "4–4번째" in shown(page)
    assert page.button(key="payments_older").disabled
    assert not set(seen) & set(page.dataframe[0].value["결제 번호"])

    page = press(page, "payments_newer")
    assert list(page.dataframe[0].value["결제 번호"]) == seen

    page = press(page, "payments_older")
    page.segmented_control(key="payments_shown").set_value("paid").run()
    assert len(page.dataframe[0].value) == 2


def test_of_many_refusals_the_rest_is_a_click_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(failure_list, "ROWS_AT_ONCE", 1)
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana", "duri")
    live(world, 31)
    page = visit("payments", APPROVER)
    assert "2명 · 58,000원" in shown(page)
    assert len(keys(page, "payments_member_")) == 1

    page = press(page, "payments_more_limit_exceeded")

    assert len(keys(page, "payments_member_")) == 2
    assert keys(page, "payments_more_") == []


def filtered(**codes: str) -> AppTest:
    return visit("payments", APPROVER, view="all", **codes)


def test_a_link_opens_the_payments_of_its_days_amounts_plan_reason_and_source(
    world: World,
) -> None:
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    live(world, 31)

    def said(**codes: str) -> int:
        page = filtered(month="all", **codes)
        return len(page.dataframe[0].value) if page.dataframe else 0

    whole = said()
    assert whole == said(plan="nobody's", source="x", min="-1", shown="nothing", decline="?")
    for code in ({"min": "29001"}, {"shown": "failed"}, {"decline": "limit_exceeded"}):
        assert 0 <= said(**code) < whole
    assert said(decline="limit_exceeded") == said(shown="failed") > 0
    assert said(plan="basic", source="webhook", max="29000") > 0
    days = filtered(month="days", **{"from": "2026-09-01", "to": "2026-09-30"})
    assert days.dataframe[0].value["일시"].str.startswith("2026-09").all()
    assert days.date_input(key="payments_from").value == date(2026, 9, 1)


def test_filters_stand_in_the_address_as_codes_and_no_name_does(world: World) -> None:
    joins(world, hana="김하나")
    page = filtered()
    page.text_input(key="payments_text").set_value("김하나").run()
    page.selectbox(key="payments_month").set_value("days").run()
    page.date_input(key="payments_to").set_value(date(2026, 9, 30)).run()
    page.selectbox(key="payments_plan").set_value("basic").run()
    page.number_input(key="payments_min").set_value(1_000).run()

    address = {name: "".join(value) for name, value in dict(page.query_params).items()}
    assert address == {
        "view": "all", "month": "days", "to": "2026-09-30", "plan": "basic", "min": "1000",
    }  # fmt: skip
    assert len(page.dataframe[0].value) == 1

    page = press(page, "payments_no_filters")
    assert "plan" not in page.query_params
    assert page.number_input(key="payments_min").value is None


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_the_file_has_the_rows_and_the_sum_of_the_page(
    world: World, file_format: FileFormat
) -> None:
    joins(world, hana="=HYPERLINK(1)", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    live(world, 31)
    page = filtered(month="all", plan="basic")
    page.segmented_control(key="payments_format").set_value(file_format).run()

    page = press(page, "payments_out")
    page.text_input(key="payments_out_reason").set_value("10월 결산")
    page = press(page, "payments_out_do")

    (link,) = file_links(page)
    kept = page.session_state["payments_out_link"].kept
    kept.out.seek(0)
    content = kept.out.read()
    rows = csv_rows(content) if file_format is FileFormat.CSV else xlsx_rows(content)
    heading, lines = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    table = page.dataframe[0].value
    assert link.startswith("/download/")
    assert "카드번호" not in heading
    assert [line["결제 번호"] for line in lines] == list(table["결제 번호"])
    assert [line["상태"] for line in lines] == [word for (word,) in table["상태"]]
    counted = [line for line in lines if line["상태"] in ("결제", "환불")]
    net = sum(int(line["금액(원)"]) - int(line["환불(원)"]) for line in counted)
    assert f"남은 금액 {net:,}원" in shown(page)
    assert f"{net:,}원" in shown(page).partition("합계(결제 − 환불)")[2].partition("기준시각")[0]
    assert f"행 수  {len(lines)}  " in shown(page)
    assert {line["사유"] for line in lines if line["상태"] == "실패"} == {"한도초과"}
    if file_format is FileFormat.CSV:
        assert b"'=HYPERLINK(1)" in content


def test_whoever_only_looks_takes_no_file_and_sees_no_slip(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("payments", VIEWER, view="all")
    assert keys(page, "payments_out") == []
    assert not any(page.dataframe[0].value["전표"])


def test_a_refusal_is_told_whole_with_what_to_tell_the_member(world: World) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)
    table = filtered(shown="failed").dataframe[0].value
    assert set(table["사유"]) == {"한도초과"}
    assert table["회원 안내"].str.startswith("카드 한도를 확인하시거나").all()


def test_a_row_offers_the_refund_of_what_is_left_of_it_and_its_slip(world: World) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)
    table = filtered(month="all").dataframe[0].value
    offered = {
        word: refund for (word,), refund in zip(table["상태"], table["환불하기"], strict=True)
    }
    assert offered == {"결제": "환불", "제외": "", "실패": ""}
    slips = dict(zip((word for (word,) in table["상태"]), table["전표"], strict=True))
    assert slips["결제"].startswith("http")


def test_a_part_of_a_payment_goes_back_from_its_row(world: World) -> None:
    joins(world, hana="김하나")
    (payment,) = world.rows(LedgerEntry)
    page = visit("payments", APPROVER, view="all")
    row = list(page.dataframe[0].value["환불하기"]).index("환불")
    page.session_state["payments_found_환불하기"] = SimpleNamespace(row=row)
    page.run()
    assert "포트원으로 바로 환불합니다" in shown(page)
    asked = f"refund_{payment.imp_uid}"
    page.number_input(key=f"{asked}_won").set_value(9_000)
    page.text_input(key=f"{asked}_reason").set_value("며칠 쓰지 못함")
    page = press(page, f"{asked}_do")

    assert "9,000원을 환불했습니다." in shown(page)
    assert world.ledger("hana") == [29_000, -9_000]


def test_whoever_only_looks_is_offered_no_refund(world: World) -> None:
    joins(world, hana="김하나")
    assert "환불하기" not in visit("payments", VIEWER, view="all").dataframe[0].value


@pytest.mark.parametrize(
    "typed",
    [
        {"month": "2026-13"},
        {"month": "9999-12"},
        {"month": "days", "from": "어제", "to": "2026-02-30"},
        {"month": "days", "from": "0001-01-01", "to": "9999-12-31"},
        {"month": "days", "from": "2026-12-31", "to": "2026-01-01"},
        {"month": "days", "from": "1971-01-01", "to": "8999-12-31"},
        {"min": "1" * 5_000},
        {"min": "-5", "max": "1e400"},
        {"min": "9" * 40, "max": "٣"},
        {"plan": "'; DROP TABLE payments;--", "decline": "%", "source": "\x00", "shown": "_"},
        {"view": "<script>"},
    ],
)
def test_an_address_that_somebody_typed_shows_the_payments(
    world: World, typed: dict[str, str]
) -> None:
    joins(world, hana="김하나")

    page = visit("payments", APPROVER, **{"view": "all", **typed})

    assert "보여 드리지 못했습니다" not in shown(page)
    assert not page.exception
    assert "건 · 결제" in shown(page)
