"""Of what the gateway says only named fields are kept, and in them only what they are for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.gateway.allow_list import (
    LONGEST_NAME,
    LONGEST_TEXT,
    SPOILT,
    allowed_answer,
    allowed_notice,
)
from billing_core.gateway.parsing import payment_from
from billing_core.rules.payment import Flaw
from tests.gateway.script import booking_row, payment_row

CANARY = "canary"
SECRETS = {
    "buyer_name": CANARY,
    "buyer_tel": CANARY,
    "buyer_email": CANARY,
    "buyer_addr": CANARY,
    "buyer_postcode": CANARY,
    "custom_data": {"deep": [CANARY]},
    "vbank_num": CANARY,
    "vbank_holder": CANARY,
    "customer_tel": CANARY,
    "user_agent": CANARY,
    "resident_number": CANARY,
    CANARY: CANARY,
}
LISTED = tuple({**payment_row(), **booking_row(), "receipt_url": "", "cancel_reason": ""})

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY)
unlisted = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=12).filter(lambda key: key not in LISTED), unlisted))
def test_nothing_of_an_unlisted_key_survives_wherever_it_stands(extra: dict[str, object]) -> None:
    row = payment_row(cancel_history=[{"amount": 1, **SECRETS}])
    plain = allowed_answer(row)
    more = {**SECRETS, "extra": extra, **{f"{CANARY}{key}": one for key, one in extra.items()}}
    assert allowed_answer({**row, **more}) == plain
    assert allowed_answer([{**row, **more}]) == [plain]
    page = {"total": 1, "list": [{**row, **more}], **more}
    assert allowed_answer(page) == {"total": 1, "list": [plain]}
    assert CANARY not in json.dumps(plain)


@given(st.sampled_from(LISTED), unlisted.filter(lambda value: isinstance(value, dict | list)))
def test_a_listed_field_that_holds_an_object_holds_nothing(name: str, value: object) -> None:
    kept = allowed_answer(payment_row(**{name: value}))
    assert isinstance(kept, dict)
    expected = [[], [None], SPOILT, None] if name == "cancel_history" else [SPOILT, None]
    if name == "cancel_history" and isinstance(value, list):
        assert CANARY not in json.dumps(kept[name])
    else:
        assert kept[name] in expected


def test_what_is_expected_is_kept_as_it_came() -> None:
    assert allowed_answer(payment_row()) == payment_row()
    assert allowed_answer(booking_row()) == {
        name: value for name, value in booking_row().items() if name in LISTED
    }


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("amount", "29000.0", "29000.0"),
        ("amount", "010-2345-6789", SPOILT),
        ("paid_at", "서울시 강남구", SPOILT),
        ("status", "partially_captured", "partially_captured"),
        ("status", "a.kim@example.com", SPOILT),
        ("merchant_uid", "4111111111111111", "4111111111111111"),
        ("apply_num", "4111111111111111", "4111111111111111"),
        ("imp_uid", "x" * (LONGEST_NAME + 1), None),
        ("fail_reason", "x" * 5_000, "x" * LONGEST_TEXT),
        ("fail_reason", "한도초과 010-2345-6789", "한도초과 ***"),
        ("card_number", "4111-1111-1111-1112", "4111-11**-****-1112"),
        ("card_number", "433333******1234", "433333******1234"),
        (
            "receipt_url",
            "https://x.test/?tid=4111111111111111",
            "https://x.test/?tid=4111111111111111",
        ),
        ("receipt_url", "서울시 강남구", None),
    ],
)
def test_a_field_keeps_what_it_is_for(field: str, said: object, kept: object) -> None:
    answer = allowed_answer(payment_row(**{field: said}))
    assert isinstance(answer, dict)
    assert answer[field] == kept


def test_what_was_no_sum_is_not_taken_for_one_afterwards() -> None:
    kept = allowed_answer(payment_row(cancel_amount={"won": 1}, cancel_history="none"))
    assert set(payment_from(kept).flaws) == {Flaw.NOT_WHOLE_WON, Flaw.UNREADABLE_REFUNDS}


def test_a_row_that_is_no_object_is_only_said_to_be_there() -> None:
    assert allowed_answer([CANARY, None, 7]) == [SPOILT, None, SPOILT]
    assert allowed_answer({"list": [CANARY]}) == {"list": [SPOILT]}
    assert allowed_answer(CANARY) == SPOILT
    assert allowed_answer(None) is None


def test_a_notice_names_a_payment_and_no_more() -> None:
    told = {"imp_uid": "imp_1", "merchant_uid": "bd1", "status": "paid"}
    assert allowed_notice({**told, **SECRETS}) == told
