"""Masks: never the whole, never more than the rule says, the same for the same."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.masking import (
    HIDDEN,
    HIDDEN_LETTER,
    graphemes,
    mask_card,
    mask_id,
    mask_in,
    mask_name,
)

LETTERS = st.characters(exclude_characters=f"{HIDDEN_LETTER}*", exclude_categories=["Cs", "Cn"])
CARDS = st.tuples(
    st.sampled_from(["", "국민카드 ", "VISA "]), st.text("0123456789*-", min_size=8, max_size=19)
).map("".join)
NAMES = st.text(LETTERS, min_size=1)
KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)
IDS = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x7E), min_size=1)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("김하늘", "김○늘"),
        ("김솔", "김○"),
        ("솔", "○"),
        ("남궁하나", "남○○나"),
        ("  김  하늘 ", "김○○늘"),
        ("Jane Kim", "J○○○○○○m"),
        ("Maximilian Mustermann", "M○○○○○○n"),
        (unicodedata.normalize("NFD", "김하늘"), "김○늘"),
        ("👩‍👩‍👧하늘", "👩‍👩‍👧○늘"),
        ("🇰🇷김🇰🇷", "🇰🇷○🇰🇷"),
        ("haneul@example.co.kr", "h****@****.kr"),
        ("010-1234-5678", "010-****-**78"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_first_and_last_letter(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("app_id", "masked"),
    [
        ("user-0042", "us****42"),
        ("hana01", "h****1"),
        ("hana", "****"),
        ("h", "****"),
        ("haneul@example.com", "h****@****.com"),
        ("a@b", "a****@****"),
        ("01012345678", "010-****-**78"),
        ("+82 10-1234-5678", "+82 10-****-**78"),
        ("20210034", "20****34"),
        ("", ""),
    ],
)
def test_an_id_keeps_a_little_of_both_ends(app_id: str, masked: str) -> None:
    assert mask_id(app_id) == masked


@pytest.mark.parametrize(
    ("card", "masked"),
    [
        ("국민카드 943011******1234", "국민카드 ****-1234"),
        ("국민 ****-1234", "국민 ****-1234"),
        ("국민 xxxx-xxxx-xxxx-1234", "국민 ****-1234"),
        ("9430110000001234", "****-1234"),
        ("1234", "****"),
        ("국민카드 943011******", "국민카드 ****"),
        ("카카오페이", "카카오페이"),
        ("", ""),
    ],
)
def test_a_card_keeps_its_company_and_four_digits(card: str, masked: str) -> None:
    assert mask_card(card) == masked


@given(NAMES | KOREAN)
def test_nobodys_name_is_seen_whole(name: str) -> None:
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if len(graphemes(shown)) >= 2:
        assert mask_name(name) != shown
    if shown:
        assert HIDDEN_LETTER in mask_name(name) or HIDDEN in mask_name(name)


@given(KOREAN)
def test_of_a_korean_name_two_letters_are_seen_at_most(name: str) -> None:
    seen = mask_name(name).replace(HIDDEN_LETTER, "")
    assert len(seen) <= min(2, len(name) - 1)


@given(IDS)
def test_of_an_id_half_is_seen_at_most_and_never_more_than_four_letters(app_id: str) -> None:
    masked = mask_id(app_id)
    if "-" in masked:  # it looks like a phone number, whose prefix is nobody's
        assert re.fullmatch(r"(82\d{1,2}|0\d{1,2})-\*{4}-\*\*\d\d", masked)
    else:
        assert len(masked.replace(HIDDEN, "")) <= min(4, len(app_id) // 2)


@given(st.text() | CARDS)
def test_of_a_card_four_digits_are_seen_at_most(card: str) -> None:
    assert sum(each.isdecimal() for each in mask_card(card)) <= 4


@given(NAMES | KOREAN)
def test_the_same_text_has_the_same_mask_in_pieces_too(name: str) -> None:
    pieces = unicodedata.normalize("NFD", name)
    assert mask_name(pieces) == mask_name(unicodedata.normalize("NFC", pieces))


@given(KOREAN | IDS)
def test_masking_a_mask_shows_no_more(text: str) -> None:
    assert mask_name(mask_name(text)) == mask_name(text)
    once = mask_id(text)
    assert set(mask_id(once)) <= set(once)
    assert mask_card(mask_card(text)) == mask_card(text)


@given(st.text(st.characters(categories=["Lo", "Ll"])), st.lists(st.sampled_from("\u0301\u200d")))
def test_marks_and_joiners_are_no_letters_of_their_own(text: str, marks: list[str]) -> None:
    assert len(graphemes(f"가{''.join(marks)}")) == 1
    assert "".join(graphemes(text)) == text


def test_where_a_member_stands_in_a_text_they_are_masked() -> None:
    said = mask_in("김하늘(user-0042) 님이 신청", name="김하늘", app_id="user-0042")
    assert said == "김○늘(us****42) 님이 신청"
    assert mask_in("가나다", name="", app_id="가") == "가나다"
