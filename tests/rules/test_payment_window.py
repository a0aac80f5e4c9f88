"""What the PG's window takes: names cut to its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.payment_window import (
    BUYER_BYTES,
    NAME_BYTES,
    cut_to_bytes,
    fits,
    is_phone,
    window_text,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts, st.integers(0, 60))
def test_what_is_cut_begins_the_same_and_halves_no_letter(text: str, most: int) -> None:
    kept = cut_to_bytes(text, most)

    assert text.startswith(kept)
    assert len(kept.encode()) <= most
    if len(text.encode()) <= most:
        assert kept == text


@given(texts, st.sampled_from([NAME_BYTES, BUYER_BYTES]))
def test_a_name_fits_and_is_never_empty(text: str, most: int) -> None:
    name = window_text(text, most, "회원")

    assert 0 < len(name.encode()) <= most
    assert name == name.strip()
    assert not set("\"'`\\<>\0\n") & set(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("월 정기 멤버십", "월 정기 멤버십"),
        ("가" * 40, "가" * 13),
        ("<b>'굵게'</b>", "b굵게/b"),
        ("  한\t칸 \n", "한 칸"),
        ("가" * 12 + "👩‍👩‍👧", "가" * 12 + "👩"),
        ("\u200b", "회원"),
        ("", "회원"),
        ("각", "각"),
    ],
)
def test_a_name_as_the_window_takes_it(text: str, name: str) -> None:
    assert window_text(text, NAME_BYTES, "회원") == name


def test_half_an_address_reaches_nobody() -> None:
    assert fits("hong@app.example", 60) == "hong@app.example"
    assert fits("x" * 50 + "@app.example", 60) == ""


@pytest.mark.parametrize(
    ("agent", "phone"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", True),
        ("Mozilla/5.0 (Linux; Android 15; SM-S928N) Chrome/140.0 Mobile Safari/537.36", True),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0", False),
        ("", False),
    ],
)
def test_phones_are_known_by_their_user_agent(agent: str, phone: bool) -> None:
    assert is_phone(agent) is phone
