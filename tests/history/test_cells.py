"""Amounts and times as Korean programs and people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.history.cells import (
    MOST_WON,
    is_negative,
    read_key,
    read_money,
    read_name,
    read_note,
)
from billing_core.history.import_payments import classified
from billing_core.history.instants import TimeReading, read_instant
from billing_core.rules.classification import classify
from billing_core.rules.merchant_uid import ChargeRef, IssuanceRef
from billing_core.rules.payment import Payment, PaymentStatus
from tests.history.refusing import refused_saying
from tests.numbers.book import seoul

NOW = seoul("2026-11-23 09:00")
AT_HOME = TimeReading(NOW, ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    "text",
    ["29000", "29,000", "29,000원", "₩29,000", "￦29,000", "\\29,000", "KRW 29,000", "29000.0", " 29,000 원 ",
     "２９０００", "２９，０００원", "￦２９，０００"],
)  # fmt: skip
def test_money_is_read_however_it_is_dressed(text: str) -> None:
    assert read_money("amount", text) == 29_000


@pytest.mark.parametrize(
    "text",
    ["-29000", "-29,000원", "₩-29,000", "−29,000", "△29,000", "(29,000)", "（29,000）", "-₩29,000"],
)
def test_money_that_went_back_is_negative(text: str) -> None:
    assert read_money("amount", text) == -29_000
    assert is_negative(text)


@pytest.mark.parametrize(
    "text", ["$19.99", "USD 20", "20 USD", "€20", "¥29,000", "2,000엔", "20불"]
)
def test_other_money_is_no_won(text: str) -> None:
    with refused_saying("다른 나라 돈입니다. 원 단위 정수여야"):
        read_money("amount", text)


@pytest.mark.parametrize(
    "text", ["원", "29,00", "2,9000", "29000.5", "29.000", "2만9천원", "29,000-", "٢٩", "- -5"]
)
def test_what_may_be_something_else_is_not_guessed(text: str) -> None:
    with refused_saying("정수여야"):
        read_money("amount", text)


@given(st.integers(0, MOST_WON), st.sampled_from(["{}", "{:,}", "{:,}원", "₩{:,}", "{}.00"]))
def test_no_amount_is_changed_by_its_dress(won: int, dress: str) -> None:
    assert read_money("amount", dress.format(won)) == won


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025.1.3", "2025-01-03 00:00"),
        ("2025. 1. 3.", "2025-01-03 00:00"),
        ("2025-01-03", "2025-01-03 00:00"),
        ("20250103", "2025-01-03 00:00"),
        ("20250103090507", "2025-01-03 09:05:07"),
        ("202501030905", "2025-01-03 09:05"),
        ("２０２５－０１－０３　０９：０５", "2025-01-03 09:05"),
        ("2025/01/03 09:05:07.0", "2025-01-03 09:05:07"),
        ("2025년 1월 3일 14시", "2025-01-03 14:00"),
        ("2025/01/03 09:05", "2025-01-03 09:05"),
        ("2025-01-03 오전 9:00", "2025-01-03 09:00"),
        ("2025-01-03 오전 12:30", "2025-01-03 00:30"),
        ("2025-01-03 오후 12:30", "2025-01-03 12:30"),
        ("2025-01-03 오후 9:00:07", "2025-01-03 21:00:07"),
        ("2025년 1월 3일 오후 9시 5분", "2025-01-03 21:05"),
        ("2025년 1월 3일", "2025-01-03 00:00"),
        ("2025.01.03 (금) 21:05", "2025-01-03 21:05"),
        ("2025-01-03 9:05:07 PM", "2025-01-03 21:05:07"),
        ("2025-01-03T00:00:00Z", "2025-01-03 09:00"),
        ("2025-01-03T21:00:00-05:00", "2025-01-04 11:00"),
        ("2025-01-03 15:00:00 UTC", "2025-01-04 00:00"),
        ("2025-01-03 15:00:00 (UTC)", "2025-01-04 00:00"),
        ("2025-01-03 15:00:00 KST", "2025-01-03 15:00"),
        ("2025-01-03 15:00:00 Asia/Seoul", "2025-01-03 15:00"),
        ("2025-01-03 15:00:00 America/New_York", "2025-01-04 05:00"),
        ("2025-01-03 15:00:00Z", "2025-01-04 00:00"),
        ("2025-01-03 15:00:00 +0900", "2025-01-03 15:00"),
        ("2025-01-03 15:00 GMT+9", "2025-01-03 15:00"),
        ("2025.1.3 오후 3:00 UTC", "2025-01-04 00:00"),
        ("2025년 1월 3일 15시 5분 +00:00", "2025-01-04 00:05"),
        ("2025-01-03 9:05:07 PM KST", "2025-01-03 21:05:07"),
        ("오전 0:05 2025-01-03", "2025-01-03 00:05"),
        ("2025-01-03 오전 0:05", "2025-01-03 00:05"),
        ("20250103 오후 9:05", "2025-01-03 21:05"),
        ("20250103 9:05", "2025-01-03 09:05"),
        ("20250103 235959", "2025-01-03 23:59:59"),
        ("20250103 90507", "2025-01-03 09:05:07"),
        ("2025-01-03 090507", "2025-01-03 09:05:07"),
        ("2025.01.03 0905", "2025-01-03 09:05"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, moment: str) -> None:
    assert read_instant("paid_at", text, AT_HOME) == seoul(moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "비어 있습니다"),
        ("25.1.3", "날짜와 시각으로 읽을 수 없습니다"),
        ("2025-01-03 15:00 CST", "모르는 시간대입니다: CST. UTC, KST"),
        ("2025-01-03 15:00 Asia/Nowhere", "모르는 시간대입니다: Asia/Nowhere. UTC, KST"),
        ("2025-01-03 15:00 ../../etc", "날짜와 시각으로 읽을 수 없습니다"),
        ("20250103 905", "날짜와 시각으로 읽을 수 없습니다"),
        ("01/03/2025", "날짜와 시각으로 읽을 수 없습니다"),
        ("오후 9시", "날짜와 시각으로 읽을 수 없습니다"),
        ("1735862400", "날짜와 시각으로 읽을 수 없습니다"),
        ("2025-13-01", "달력에 없는 날짜나 시각이라서 읽을 수 없습니다"),
        ("2025-02-30", "달력에 없는 날짜나 시각이라서 읽을 수 없습니다"),
        ("2025-01-03 24:00", "달력에 없는 날짜나 시각이라서 읽을 수 없습니다"),
        ("2025-01-03 오후 13:00", "달력에 없는 날짜나 시각이라서 읽을 수 없습니다"),
        ("20250103250000", "달력에 없는 날짜나 시각이라서 읽을 수 없습니다"),
        ("45660.375", "엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로"),
        ("45660", "엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로"),
        ("1025-01-03", "1980년보다 앞섭니다. 연도를 확인해 주세요"),
        ("1900-01-00", "달력에 없는"),
        ("1970-01-01 09:00", "1980년보다 앞섭니다"),
        ("0001-01-01T00:00:00+09:00", "1980년보다 앞섭니다"),
        ("2027-01-01", "지금보다 나중"),
    ],
)
def test_a_time_that_could_be_another_is_refused_and_the_reason_says_what_to_do(
    text: str, why: str
) -> None:
    with refused_saying(why):
        read_instant("paid_at", text, AT_HOME)


def test_a_time_without_its_zone_is_refused_unless_somebody_says_whose_it_is() -> None:
    with refused_saying("시간대가 없습니다"):
        read_instant("paid_at", "2025-01-03 09:00", TimeReading(NOW))

    new_york = TimeReading(NOW, ZoneInfo("America/New_York"))
    assert read_instant("paid_at", "2025-01-03 09:00", new_york) == seoul("2025-01-03 23:00")


def test_a_form_that_is_named_is_tried_first() -> None:
    british = TimeReading(NOW, ZoneInfo("Asia/Seoul"), ("%d/%m/%Y %H:%M",))

    assert read_instant("paid_at", "03/01/2025 09:00", british) == seoul("2025-01-03 09:00")
    assert read_instant("paid_at", "2025.1.3", british) == seoul("2025-01-03")


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("%y-%m-%d", "25-01-03", "2025-01-03 00:00"),
        ("%m/%d/%Y", "01/03/2025", "2025-01-03 00:00"),
        ("%s", "1735862400", "2025-01-03 09:00"),
        ("%d %b %Y %H:%M %Z", "03 Jan 2025 15:00 UTC", "2025-01-04 00:00"),
    ],
)
def test_a_form_may_be_seconds_or_have_a_zone(form: str, text: str, moment: str) -> None:
    reading = TimeReading(NOW, ZoneInfo("Asia/Seoul"), (form,))

    assert read_instant("paid_at", text, reading) == seoul(moment)


UNSEEN = ["\u200b", "\u00ad", "\u3164", "\u115f", "\uffa0", "\u2800", "\ufe0f", "\u200d", "\u2060"]


@pytest.mark.parametrize("read", [read_name, read_note, read_key])
@pytest.mark.parametrize("mark", UNSEEN)
def test_a_letter_that_nobody_sees_is_told_by_its_number(
    mark: str, read: Callable[[str, str, int], str]
) -> None:
    said = f"보이지 않는 글자가 섞여 있습니다. 지워 주세요(받은 값 '김[U+{ord(mark):04X}]"
    with refused_saying(said):
        read("name", f"김{mark}하나", 60)


@pytest.mark.parametrize("name", ["👨‍👩‍👧", "김하나❤️", "❤️‍🔥", "1️⃣반", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍💻", "ｶﾞ"])
def test_a_picture_of_several_stays(name: str) -> None:
    assert read_name("name", name, 60) == name


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\n", "\r\n", "\t", "  ", "\u2028"])
def test_blanks_of_a_note_are_single_whatever_they_were(blank: str) -> None:
    assert read_note("card_name", f"{blank}KB{blank}국민{blank}", 60) == "KB 국민"
    assert read_note("card_name", blank, 60) == ""
    if blank != "  ":
        with refused_saying("보이지 않는 글자"):
            read_key("merchant_uid", f"shop{blank}1", 60)


def test_the_future_is_refused() -> None:
    with refused_saying("지금보다 나중"):
        read_instant("paid_at", "2026-11-23 09:01", AT_HOME)


@given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 1, 1)))  # noqa: DTZ001
def test_every_second_comes_back_from_its_korean_words(at: datetime) -> None:
    at = at.replace(microsecond=0)
    half, hour = ("오전", "오후")[at.hour >= 12], at.hour % 12 or 12
    words = f"{at.year}년 {at.month}월 {at.day}일 {half} {hour}시 {at.minute}분 {at.second}초"

    assert read_instant("paid_at", words, AT_HOME) == at.replace(tzinfo=ZoneInfo("Asia/Seoul"))


NAMES = (
    st.text(min_size=1)
    | st.just(ChargeRef("s1a2b3c4d5e6", 3, 1).merchant_uid)
    | st.from_regex(r"bd[ic][0-9a-z]{12}(p[0-9]{4}a[0-9]{2})?", fullmatch=True)
    | st.just(IssuanceRef("k1a2b3c4d5e6").merchant_uid)
)


@given(NAMES, st.integers(0, MOST_WON))
def test_a_row_is_what_the_one_rule_for_every_payment_says(name: str, won: int) -> None:
    payment = Payment("imp_1", name, PaymentStatus.PAID, won)

    assert classified(name, won) == classify(payment, known_member=True)
