"""The idempotency key `merchant_uid` is deterministic, parses back, and every PG accepts it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.merchant_uid import ChargeRef, IssuanceRef, parse_merchant_uid

IDS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=12, max_size=12)


@given(IDS, st.integers(0, 9999), st.integers(1, 99))
def test_a_charges_name_parses_back(subscription_id: str, period: int, attempt: int) -> None:
    ref = ChargeRef(subscription_id, period, attempt)
    assert parse_merchant_uid(ref.merchant_uid) == ref
    assert re.fullmatch(r"[0-9a-z]{1,40}", ref.merchant_uid)


@given(IDS)
def test_an_issuances_name_parses_back_and_is_no_charge(checkout_id: str) -> None:
    ref = IssuanceRef(checkout_id)
    assert parse_merchant_uid(ref.merchant_uid) == ref


@given(st.text())
def test_any_other_text_is_simply_not_ours(text: str) -> None:
    parsed = parse_merchant_uid(text)
    assert parsed is None or parsed.merchant_uid == text
