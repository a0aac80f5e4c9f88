from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.rules.calendar import Month, months_between
from dashboard.parts import language
from dashboard.parts.chart_words import Series, folded, in_won, month_ticks
from dashboard.parts.charts import gains_and_losses, round_steps
from dashboard.parts.markup import Tone, pill, plain

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 09:00 in Seoul, a Monday


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0원"), (29_000, "29,000원"), (-29_000, "-29,000원"), (1_234_567, "1,234,567원")],
)
def test_won_is_written_out(amount: int, written: str) -> None:
    assert language.won(amount) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1만"),
        (777_000, "77.7만"),
        (5_972_000, "597만"),
        (120_000_000, "1.2억"),
        (-30_000, "-3만"),
    ],
)
def test_axes_count_in_man_and_eok(amount: int, written: str) -> None:
    assert language.short_won(amount) == written


def test_a_day_is_seouls_with_its_weekday() -> None:
    assert language.day(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)) == "2026-11-23 (월)"
    assert language.day(datetime(2026, 11, 22, 14, 59, tzinfo=UTC)) == "2026-11-22 (일)"
    assert language.day(None) == language.NOTHING
    assert language.month_name(Month(2026, 11)) == "2026년 11월"


def test_the_end_of_a_time_at_midnight_says_so_and_no_day_too_much() -> None:
    """Whoever hears "until the 27th" takes the 27th for theirs; it is the day after the last."""
    assert language.until_when(datetime(2026, 12, 26, 15, tzinfo=UTC)) == "2026-12-27 (일) 0시"
    assert language.until_when(datetime(2026, 12, 26, 15, 1, tzinfo=UTC)) == "2026-12-27 (일) 00:01"
    assert language.until_when(None) == language.NOTHING


@pytest.mark.parametrize(
    ("apart", "written"),
    [
        (timedelta(seconds=-59), "방금"),
        (timedelta(minutes=-1), "1분 전"),
        (timedelta(minutes=-59, seconds=-59), "59분 전"),
        (timedelta(hours=-23), "23시간 전"),
        (timedelta(days=-40), "40일 전"),
        (timedelta(hours=25), "1일 뒤"),
        (timedelta(minutes=5), "5분 뒤"),
    ],
)
def test_distances_are_in_whole_units(apart: timedelta, written: str) -> None:
    assert language.relative(NOW + apart, NOW) == written


def test_days_between_are_seouls_midnights() -> None:
    before, after = (datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in (14, 15))
    assert language.days_between(before, after) == 1
    assert language.days_between(after, after + timedelta(hours=23)) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        ":red[x] :tada: :material/home:",
        "**굵게** _기울임_ `코드` ~~줄~~",
        "$x^2$ [링크](http://127.0.0.1) https://example.com www.example.com",
        "# 제목\n- 목록\n1. 번호\n> 인용\n---",
        "&lt;b&gt; &amp;",
    ],
)
def test_plain_text_reads_the_same_and_holds_nothing_markdown_knows(typed: str) -> None:
    markdown = plain(typed)

    read = html.unescape(markdown).replace("\u2060", "")
    assert read == " ".join(typed.split())
    assert not set(markdown) & set("*_`~$[]()<>:!|\\\n")
    assert "//" not in html.unescape(markdown)


def test_a_pill_escapes_its_text_and_carries_a_sign() -> None:
    markup = pill(Tone.CANCELLED, "<b>해지</b>")

    assert "<b>" not in markup
    assert Tone.CANCELLED.sign in markup


def test_every_tone_can_be_told_without_colour() -> None:
    assert len({tone.sign for tone in Tone}) == len(Tone)


@pytest.mark.parametrize(
    ("peak", "steps"),
    [(1, [0, 1]), (9, [0, 5]), (10, [0, 5, 10]), (150, [0, 50, 100, 150]), (0, [0])],
)
def test_axes_step_in_round_whole_numbers(peak: int, steps: list[int]) -> None:
    assert round_steps(peak) == steps


def test_losses_hang_below_the_line_and_are_written_without_a_minus() -> None:
    months = [Month(2026, 9), Month(2026, 10)]

    figure = gains_and_losses(
        months, Series("들어옴", [3, 8]), Series("나감", [1, 4]), running=0, money=False, height=200
    )

    assert list(figure.data[1].y) == [-1, -4]
    assert "-" not in "".join(figure.layout.yaxis.ticktext)


def test_of_many_months_some_are_named_and_the_last_ones_always() -> None:
    months = months_between(Month(2024, 12), Month(2026, 11))  # twenty-four

    ticks = month_ticks(months, provisional=2)

    assert list(ticks)[-2:] == ["2026-10", "2026-11"]
    assert all("잠정" in ticks[month] for month in ("2026-10", "2026-11"))
    assert ticks["2025-01"] == "1월<br>2025"
    assert ticks["2025-03"] == "3월"
    assert ticks["2026-01"] == "1월<br>2026"
    assert "2025-02" not in ticks


def test_a_tooltip_is_folded_and_its_won_are_read_at_a_glance() -> None:
    assert in_won(6_526_000) == "6,526,000원 (653만)"
    assert in_won(29_000) == "29,000원"
    assert folded("짧은 문장입니다.") == "짧은 문장입니다."
    assert all(len(line) <= 38 for line in folded("긴 문장을 나눕니다. " * 9).split("<br>"))


def test_an_unknown_language_in_the_address_is_korean() -> None:
    def page() -> None:
        import streamlit as st

        from dashboard.parts.language import Words

        st.session_state["language"] = "fr"
        st.text(Words("안녕하세요", "Hello")())

    assert AppTest.from_function(page).run().text[0].value == "안녕하세요"
