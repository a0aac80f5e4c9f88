"""A payment whose row cannot be true is a payment that says so: nothing else is thrown away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.gateway.parsing import payment_from
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.payment import Flaw, PaymentStatus, Refund
from tests.gateway.script import NOON, payment_row
from tests.gateway.test_any_answer import json_values

LATER = NOON + 60
AT_NOON, AT_LATER = (datetime.fromtimestamp(at, UTC) for at in (NOON, LATER))


def refunded(*amounts: int, cancel_amount: int | None = None, **more: Any) -> dict[str, object]:
    history = [
        {"amount": amount, "cancelled_at": NOON + n, "cancellation_id": f"can_{n}"}
        for n, amount in enumerate(amounts)
    ]
    total = sum(amounts) if cancel_amount is None else cancel_amount
    row = {"status": "cancelled", "cancelled_at": LATER, "cancel_amount": total}
    return payment_row(**row | {"cancel_history": history} | more)


@pytest.mark.parametrize(
    ("row", "flaw"),
    [
        (payment_row(amount=29_000.5), Flaw.NOT_WHOLE_WON),
        (payment_row(amount=-1), Flaw.NEGATIVE),
        (payment_row(status="partially_captured"), Flaw.UNKNOWN_STATUS),
        (payment_row(customer_uid_usage="subscription"), Flaw.UNKNOWN_USAGE),
        (payment_row(started_at="yesterday"), Flaw.UNREADABLE_TIME),
        (payment_row(started_at=-5), Flaw.UNREADABLE_TIME),
        (payment_row(failed_at=1), Flaw.UNREADABLE_TIME),
        (payment_row(paid_at=0), Flaw.PAID_WITHOUT_INSTANT),
        (refunded(29_000, paid_at=0), Flaw.PAID_WITHOUT_INSTANT),
        (refunded(29_000, 1), Flaw.REFUNDED_MORE_THAN_PAID),
        (refunded(1_000, status="failed", paid_at=0), Flaw.REFUNDED_UNPAID),
        (refunded(10_000, 3_000, cancel_amount=15_000), Flaw.REFUNDS_DO_NOT_ADD_UP),
        (refunded(10_000, cancel_amount=0), Flaw.REFUNDS_DO_NOT_ADD_UP),
        (refunded(cancel_amount=5_000, cancelled_at=0), Flaw.REFUND_WITHOUT_TIME),
        (refunded(1_000, paid_at=LATER), Flaw.REFUND_BEFORE_PAYMENT),
        (refunded(cancel_amount=5_000, cancel_history="lost"), Flaw.UNREADABLE_REFUNDS),
        (refunded(cancel_amount=5_000, cancel_history=[None]), Flaw.UNREADABLE_REFUNDS),
    ],
)
def test_what_cannot_be_true_is_kept_said_and_never_counted(
    row: dict[str, object], flaw: Flaw
) -> None:
    payment = payment_from(row)
    found = classify(payment, known_member=True)

    assert payment.flaws == (flaw,)
    assert payment.raw == row
    assert (found.payment_class, found.why) == (
        PaymentClass.UNREADABLE,
        Exclusion(ExclusionReason(flaw)),
    )


def test_a_refund_with_no_time_at_all_is_no_refund_to_book() -> None:
    row = refunded(cancelled_at=0, cancel_amount=1, cancel_history=[{"amount": 1}])
    payment = payment_from(row)

    assert payment.refunds == ()
    assert Flaw.REFUND_WITHOUT_TIME in payment.flaws


def test_an_unpaid_order_that_was_called_off_is_nothing_odd() -> None:
    """A virtual account that was never paid ends as `cancelled`, too."""
    payment = payment_from(payment_row(status="cancelled", paid_at=0, cancelled_at=NOON))

    assert (payment.flaws, payment.captured) == ((), False)


def test_another_products_dollars_are_foreign_whatever_their_amounts() -> None:
    row = refunded(cancel_amount=3, currency="usd", amount=19.99, paid_at=0)
    payment = payment_from(row)
    found = classify(payment, known_member=False)

    assert (payment.amount, payment.currency) == (0, "USD")
    assert found.payment_class is PaymentClass.FOREIGN_CURRENCY
    assert found.why == Exclusion(ExclusionReason.FOREIGN_CURRENCY, "USD")


@pytest.mark.parametrize("history", [None, []])
def test_a_history_that_is_missing_is_one_refund_of_the_whole_sum(history: object) -> None:
    missing = {"cancel_history": history, "cancel_reason": "고객 요청"}
    payment = payment_from(refunded(cancel_amount=10_000, **missing))

    assert payment.refunds == (Refund(10_000, AT_LATER, reason="고객 요청"),)
    assert payment.flaws == ()


def test_an_entry_without_a_time_takes_the_payments_own() -> None:
    history = [{"amount": 10_000}, {"amount": 3_000, "cancelled_at": NOON}]
    payment = payment_from(refunded(cancel_amount=13_000, cancel_history=history))

    assert payment.refunds == (Refund(3_000, AT_NOON), Refund(10_000, AT_LATER))


@given(st.lists(st.integers(1, 5_000), max_size=5), st.booleans(), st.data())
def test_the_order_of_a_history_says_nothing(
    amounts: list[int], with_ids: bool, data: st.DataObject
) -> None:
    row: dict[str, Any] = refunded(*amounts)
    if not with_ids:
        for entry in row["cancel_history"]:
            del entry["cancellation_id"]
    shuffled = row | {"cancel_history": data.draw(st.permutations(row["cancel_history"]))}

    assert payment_from(shuffled) == payment_from(row)
    assert sum(one.amount for one in payment_from(row).refunds) == sum(amounts)


@given(st.dictionaries(st.sampled_from(sorted(payment_row())), json_values))
def test_a_row_with_a_number_is_always_a_payment(spoil: dict[str, Any]) -> None:
    payment = payment_from(payment_row() | spoil | {"imp_uid": "imp_1"})
    found = classify(payment, known_member=True)

    assert 0 <= payment.cancel_amount <= payment.amount or payment.flaws or not payment.in_won
    if found.payment_class.counted:
        assert payment.flaws == ()
        assert payment.status is not PaymentStatus.UNRECOGNISED
        assert sum(one.amount for one in payment.refunds) == payment.cancel_amount
        assert payment.captured or payment.status is not PaymentStatus.PAID


def test_every_flaw_is_a_reason_to_leave_a_payment_out() -> None:
    assert {flaw.value for flaw in Flaw} <= {code.value for code in ExclusionReason}
