"""What an e-mail address and a phone number look like."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.contact import EMAIL, PHONE, require_email, require_phone
from billing_core.rules.refusal import Refusal, RefusalCode

NOBODY_AT_ALL = (
    "",
    "hana",
    "hana@",
    "@example.com",
    "hana@example",
    "hana@@example.com",
    "하나@example.com",
    "hana @example.com",
    "hana@example..com",
    "hana@-example.com",
    "hana@example.com\nBcc: all@example.com",
    "<hana@example.com>",
    "hana@example.com,duri@example.com",
    "x" * 65 + "@example.com",
    "h@" + "x" * 63 + "." + "y" * 63 + "." + "z" * 63 + "." + "w" * 63 + ".com",
)
NO_NUMBER = (
    "",
    "123456",
    "1" * 21,
    "1" * 16,
    "010 1234 5678",
    "010--1234-5678",
    "-010-1234-5678",
    "010-1234-5678-",
    "+",
    "82+1012345678",
    "010-1234-567８",
    "call 010-1234-5678",
    "010-1234-5678\n",
)


@pytest.mark.parametrize(
    "text",
    ["hana@example.com", "h.a+n_a@mail.example.co.kr", "o'hana@example.com", "1@a.b", "H@X.KR"],
)
def test_an_address_that_a_letter_may_reach(text: str) -> None:
    require_email(text)


@pytest.mark.parametrize("text", NOBODY_AT_ALL)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_email(text)
    assert refused.value.says is RefusalCode.CONTACT_EMAIL


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "01012345678", "+82-10-1234-5678", "02-123-4567", "1588123"]
)
def test_a_number_that_a_message_may_reach(text: str) -> None:
    require_phone(text)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_phone(text)
    assert refused.value.says is RefusalCode.CONTACT_PHONE


@given(st.from_regex(EMAIL, fullmatch=True) | st.from_regex(PHONE, fullmatch=True))
def test_whatever_passes_fits_into_one_header_of_a_letter(text: str) -> None:
    assert re.fullmatch(r"[!-~]+", text)
    assert not set(text) & set('<>,;:"\\ ')
