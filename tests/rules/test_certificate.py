"""The number on a confirmation: printed in groups, and read however somebody types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.certificate import LENGTH, SIGNS, number_of, typed_number

DRAWN = st.lists(st.integers(0, len(SIGNS) - 1), min_size=LENGTH, max_size=LENGTH)


@given(DRAWN)
def test_a_printed_number_is_read_as_itself(drawn: list[int]) -> None:
    number = number_of(drawn)
    assert typed_number(number) == number
    assert typed_number(f" {number.lower().replace('-', ' ')} ") == number
    assert typed_number(number.replace("0", "O").replace("1", "l")) == number


@pytest.mark.parametrize("typed", ["", "7KQ2", "U" * LENGTH, "7" * 21, "가" * LENGTH])
def test_what_can_be_no_number_is_none(typed: str) -> None:
    assert typed_number(typed) is None


@given(st.text(max_size=60))
def test_any_text_is_answered(typed: str) -> None:
    assert typed_number(typed) in (None, typed_number(typed))
