"""Ids that look alike have one key; ids that differ have two."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.member_key import member_key, told_apart, unseen_places

PLAIN = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x7E), min_size=1)
KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)
UNSEEN = st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\ufeff\u00ad\u3164\ufe0f")
BLANK = st.sampled_from(" \t\u00a0\u2003\u3000\u2800")


@given(st.text())
def test_a_key_is_its_own_key(member_id: str) -> None:
    assert member_key(member_key(member_id)) == member_key(member_id)


@given(PLAIN | KOREAN, st.lists(UNSEEN), st.data())
def test_what_cannot_be_seen_makes_no_other_member(
    member_id: str, unseen: list[str], data: st.DataObject
) -> None:
    spread = list(member_id)
    for mark in unseen:
        spread.insert(data.draw(st.integers(0, len(spread))), mark)

    assert member_key("".join(spread)) == member_key(member_id)


@given(PLAIN | KOREAN, BLANK, BLANK)
def test_blanks_around_make_no_other_member(member_id: str, before: str, after: str) -> None:
    assert member_key(f"{before}{member_id}{after}") == member_key(member_id)


@given(st.text())
def test_a_macs_decomposed_letters_are_the_same(member_id: str) -> None:
    assert member_key(unicodedata.normalize("NFD", member_id)) == member_key(member_id)


@given(PLAIN)
def test_full_width_is_the_same(member_id: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in member_id)

    assert member_key(wide) == member_id


@given(PLAIN | KOREAN, PLAIN | KOREAN)
def test_ids_that_can_be_told_apart_are_two(one: str, other: str) -> None:
    assert (member_key(one) == member_key(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a1", "A1"),
        ("m2", "m²"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("a b", "ab"),
        ("0123", "123"),
        ("👍🏻", "👍🏿"),
    ],
)
def test_what_looks_different_is_different(one: str, other: str) -> None:
    assert member_key(one) != member_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("❤", "❤️"),
        ("ｶﾞ", "ガ"),
        ("a\u00a0b", "a b"),
        ("\u200b", "\u3164"),
        ("나\u2800\u200d\u2800가", "나\u2800\u2800가"),
    ],
)
def test_what_looks_alike_is_alike(one: str, other: str) -> None:
    assert member_key(one) == member_key(other)


@given(
    PLAIN | KOREAN, st.lists(UNSEEN | st.sampled_from("\u115f\u2800\uffa0"), min_size=1), st.data()
)
def test_whatever_nobody_sees_has_its_number(
    member_id: str, unseen: list[str], data: st.DataObject
) -> None:
    spread = list(member_id)
    for mark in unseen:
        spread.insert(data.draw(st.integers(0, len(spread))), mark)
    text = "".join(spread)

    assert len(unseen_places(text)) == len(unseen)
    assert all(f"[U+{ord(mark):04X}]" in told_apart(text) for mark in unseen)
    assert unseen_places(member_id) == frozenset()


WITH_MARKS = st.text("ab가 \u00a0\u3000\u200b\u200d\u3164\ufe0f\u2800\uffa0", max_size=6)


@given(WITH_MARKS, WITH_MARKS)
def test_ids_that_look_alike_are_told_apart(one: str, other: str) -> None:
    assert (told_apart(one) == told_apart(other)) == (one == other)
