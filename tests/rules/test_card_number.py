"""A card number is found by its digits, masked, and never mistaken for a payment's number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.card_number import (
    has_card_number,
    mask_card_field,
    mask_card_numbers,
    mask_field,
    mask_fields,
    require_no_card_number,
)
from billing_core.rules.free_text import error_text, without_personal_numbers
from billing_core.rules.refusal import Refusal

# Numbers that card schemes publish for tests, and a made-up one of a Korean card for home use.
CARDS = (
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "3530111333300000",
    "6011111111111117",
    "6200000000000005",
    "9410123456789010",
)


def with_check_digit(digits: str) -> str:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return digits + str(-(sum(doubled) + sum(map(int, digits[-2::-2]))) % 10)


@pytest.mark.parametrize("card", CARDS)
def test_cards_of_every_scheme_keep_six_and_four(card: str) -> None:
    masked = mask_card_numbers(f"카드 {card}로 내 주세요")
    stars = "*" * (len(card) - 10)
    assert masked == f"카드 {card[:6]}{stars}{card[-4:]}로 내 주세요"
    assert not has_card_number(masked)


@given(
    st.sampled_from(["4", "51", "9410", "6212"]),
    st.text("0123456789", min_size=15, max_size=15),
    st.sampled_from([" ", "-", ".", "\u00a0", " - ", "\uff0d", ""]),
    st.booleans(),
)
def test_separators_and_wide_digits_hide_nothing(
    begins: str, rest: str, between: str, wide: bool
) -> None:
    card = with_check_digit(f"{begins}{rest}"[:15])
    written = between.join(card[at : at + 4] for at in range(0, 16, 4))
    if wide:
        written = written.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    masked = mask_card_numbers(f"번호:{written},")
    assert sum(map(str.isdigit, masked)) == 10
    assert len(masked) == len(written) + 4, "only digits were replaced"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # its check digit is wrong
        "1234567890123452",  # no scheme begins like this
        "1764212345678",  # milliseconds
        "010-2345-6789",
        "2026-11-27 13:45:00.123456",
        "imp_4111111111111111",
        "a4111111111111111b",  # in the middle of a digest
        "41111111111111114111",  # too long for a card
        "29,000원 4건 2026년 11월 27일",
    ],
)
def test_what_is_no_card_is_left_alone(text: str) -> None:
    assert mask_card_numbers(text) == text


@pytest.mark.parametrize(
    "text", ["VISA4111111111111111", "010-2345-6789 4111-1111-1111-1111", "No.4111 1111 1111 1111"]
)
def test_words_and_other_numbers_beside_it_hide_nothing(text: str) -> None:
    assert has_card_number(text)


@pytest.mark.parametrize(
    ("kept", "masked"),
    [
        ("5365-10**-****-1234", "5365-10**-****-1234"),
        ("536510******1234", "536510******1234"),
        ("53651012****1234", "536510******1234"),
        ("5365-1012-3456-1235", "5365-10**-****-1235"),  # whatever its check digit
        ("1234", "1234"),
        ("", ""),
    ],
)
def test_a_field_of_cards_is_masked_whatever_the_digits(kept: str, masked: str) -> None:
    assert mask_card_field(kept) == masked


def test_names_of_payments_are_exempt_and_large_numbers_are_not() -> None:
    card = CARDS[0]
    assert {mask_field(name, card) for name in ("imp_uid", "merchant_uid", "apply_num")} == {card}
    told = {"merchant_uid": card, "note": [card], "deep": {"n": int(card)}}
    masked = "411111******1111"
    assert mask_fields(told) == {
        "merchant_uid": card,
        "note": [masked],
        "deep": {"n": masked},
    }


def test_a_person_is_told_to_leave_it_out() -> None:
    with pytest.raises(Refusal) as refusal:
        require_no_card_number({"amount": 29_000, "reason": f"새 카드 {CARDS[0]}"})
    assert (refusal.value.code, refusal.value.facts) == ("card_number", {"field": "reason"})


def test_free_text_of_others_loses_whatever_names_a_person() -> None:
    said = "한도초과 010-2345-6789 +82 10-2345-6789 a.kim@x.co.kr 900101-2345678 4111111111111111"
    assert without_personal_numbers(said) == "한도초과 *** *** *** *** 411111******1111"
    assert without_personal_numbers("잔액부족(51) 2026-11-27") == "잔액부족(51) 2026-11-27"


def test_what_a_database_says_of_a_row_is_not_repeated() -> None:
    said = "NotNullViolation: null value\nDETAIL:  Failing row contains (7, 김하늘).\n[SQL: INSERT"
    assert error_text(said) == "NotNullViolation: null value\n[SQL: INSERT"


@given(st.text(st.sampled_from("4 1-.가aＸ９*@\n"), max_size=400))
def test_masking_once_is_masking_for_good(text: str) -> None:
    once = mask_card_numbers(text)
    assert len(once) == len(text)
    assert mask_card_numbers(once) == once
