"""VAT: 공급가액 + 부가세 = 합계, to the won, whatever the amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.vat import VatSplit, split_vat

WON = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("amount", "supply", "vat"),
    [
        (29_000, 26_364, 2_636),
        (49_000, 44_546, 4_454),
        (290_000, 263_637, 26_363),
        (11_000, 10_000, 1_000),
        (10, 10, 0),
        (11, 10, 1),
        (0, 0, 0),
        (-29_000, -26_364, -2_636),
    ],
)
def test_the_accountant_gets_these_figures(amount: int, supply: int, vat: int) -> None:
    assert split_vat(amount) == VatSplit(supply, vat)


@given(WON)
def test_the_two_parts_are_the_amount_and_a_full_refund_mirrors_its_payment(amount: int) -> None:
    split, back = split_vat(amount), split_vat(-amount)

    assert split.supply + split.vat == amount
    assert (back.supply, back.vat) == (-split.supply, -split.vat)


@given(WON)
def test_the_tax_is_an_eleventh_with_the_fraction_of_a_won_dropped(amount: int) -> None:
    vat = split_vat(amount).vat

    assert 0 <= abs(amount) - 11 * abs(vat) < 11
