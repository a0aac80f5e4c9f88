"""What a payment is, before anything is counted: both marks of an issuance, and the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.payment import Payment, PaymentStatus

CHARGE = Payment(
    imp_uid="imp_1",
    merchant_uid="bdcabcdefghijklp0001a01",
    status=PaymentStatus.PAID,
    amount=29_000,
    customer_uid="bd-1",
    customer_uid_usage="payment.scheduled",
    paid_at=datetime(2025, 1, 10, tzinfo=UTC),
    apply_num="30012345",
)
ISSUANCE = replace(CHARGE, merchant_uid="bdiabcdefghijkl", customer_uid_usage="issue", apply_num="")


@pytest.mark.parametrize(
    ("payment", "known", "expected"),
    [
        (CHARGE, True, PaymentClass.CHARGE),
        (CHARGE, False, PaymentClass.OTHER_PRODUCT),
        (ISSUANCE, True, PaymentClass.ISSUANCE),
        (replace(ISSUANCE, customer_uid_usage=""), True, PaymentClass.ISSUANCE),
        (replace(ISSUANCE, merchant_uid="theirs"), True, PaymentClass.ISSUANCE),
        (replace(ISSUANCE, apply_num="30012345"), True, PaymentClass.QUARANTINED),
        (replace(ISSUANCE, customer_uid_usage="payment"), True, PaymentClass.QUARANTINED),
        (replace(CHARGE, customer_uid_usage="issue"), True, PaymentClass.QUARANTINED),
        (
            replace(CHARGE, customer_uid_usage="issue", apply_num=""),
            True,
            PaymentClass.QUARANTINED,
        ),
        (replace(CHARGE, test_channel=True), True, PaymentClass.TEST_CHANNEL),
        (replace(CHARGE, currency="USD"), True, PaymentClass.FOREIGN_CURRENCY),
        (replace(CHARGE, amount=0), True, PaymentClass.ZERO),
    ],
)
def test_each_kind_is_told_apart(payment: Payment, known: bool, expected: PaymentClass) -> None:
    assert classify(payment, known_member=known).payment_class is expected


@given(
    usage=st.sampled_from(["", "issue", "payment", "payment.scheduled", "something new"]),
    name=st.sampled_from(["bdiabcdefghijkl", "bdcabcdefghijklp0001a01", "shop-1"]),
    approval=st.sampled_from(["", "30012345"]),
    amount=st.integers(0, 10**9),
    currency=st.sampled_from(["KRW", "USD"]),
    test=st.booleans(),
    known=st.booleans(),
)
def test_nothing_marked_as_an_issuance_is_ever_counted_and_every_exclusion_has_a_reason(
    usage: str, name: str, approval: str, amount: int, currency: str, test: bool, known: bool
) -> None:
    payment = replace(
        CHARGE,
        customer_uid_usage=usage,
        merchant_uid=name,
        apply_num=approval,
        amount=amount,
        currency=currency,
        test_channel=test,
    )
    found = classify(payment, known_member=known)
    if usage == "issue" or name.startswith("bdi"):
        assert not found.payment_class.counted
    assert found.payment_class.counted == (found.why is None)
