"""Other hands at the gateway: what the console, or a second program with our keys, does."""

from __future__ import annotations

import pytest

from billing_core.sandbox import CardOutcome, Notice, Sandbox, SandboxControl, SandboxError
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, refused

DECEMBER = NINE_O_CLOCK + DAY


def test_a_moved_booking_runs_on_its_new_day_and_nobody_is_told(
    control: SandboxControl, merchant: Merchant, hong: str, bell: list[Notice]
) -> None:
    merchant.reserve(hong, {"dec": DECEMBER})
    moved = control.move_at_console("dec", DECEMBER + 30 * DAY)
    assert (moved["schedule_at"], bell) == (DECEMBER + 30 * DAY, [])

    control.advance(29 * DAY)
    assert merchant.reservation("dec")["schedule_status"] == "scheduled"
    control.advance(3 * DAY)
    assert merchant.get("/payments/find/dec")["paid_at"] == DECEMBER + 30 * DAY


def test_a_booking_added_by_another_hand_is_charged_like_ours(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    added = control.book_at_console(hong, "whatever-name", DECEMBER, 12_000)
    control.advance(2 * DAY)

    assert added["schedule_status"] == "scheduled"
    assert merchant.get("/payments/find/whatever-name")["amount"] == 12_000


@pytest.mark.parametrize("outcome", [CardOutcome.APPROVED, CardOutcome.EXPIRED])
def test_a_retry_is_a_new_payment_and_rings_the_bell(
    control: SandboxControl,
    merchant: Merchant,
    hong: str,
    bell: list[Notice],
    outcome: CardOutcome,
) -> None:
    control.set_card(hong, CardOutcome.INSUFFICIENT_FUNDS)
    merchant.reserve(hong, {"dec": DECEMBER})
    control.advance(2 * DAY)
    first = merchant.get("/payments/find/dec")
    control.set_card(hong, outcome)
    again = control.retry_at_console("dec")

    assert again["imp_uid"] != first["imp_uid"]
    assert [one.imp_uid for one in bell] == [first["imp_uid"], again["imp_uid"]]
    assert bell[-1].cause == "console_retry"
    assert merchant.reservation("dec")["imp_uid"] == again["imp_uid"]


def test_a_revoked_booking_can_be_retried_and_a_live_one_cannot(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    merchant.reserve(hong, {"dec": DECEMBER, "jan": DECEMBER + 31 * DAY})
    control.revoke_at_console("dec")

    assert control.retry_at_console("dec")["status"] == "paid"
    with pytest.raises(SandboxError, match="아직 실행되지"):
        control.retry_at_console("jan")


def test_a_charge_by_another_hand_is_a_payment_like_any_other(
    control: SandboxControl, hong: str, bell: list[Notice]
) -> None:
    charged = control.charge_at_console(hong, "by-hand", 5_000)

    assert (charged["status"], charged["amount"]) == ("paid", 5_000)
    assert [one.merchant_uid for one in bell] == ["by-hand"]


def test_a_refund_need_not_ring(
    control: SandboxControl, merchant: Merchant, hong: str, bell: list[Notice]
) -> None:
    paid = merchant.again(hong, "nov")
    control.refund_at_console(paid["imp_uid"], 10_000, rings=False)
    control.refund_at_console(paid["imp_uid"], 3_000)

    assert [one.cause for one in bell] == ["again", "console_refund"]


@pytest.mark.parametrize(("is_404", "status", "code"), [(True, 404, -1), (False, 200, 1)])
def test_a_deleted_key_is_unknown_and_what_is_booked_on_it_fails(
    control: SandboxControl, merchant: Merchant, hong: str, is_404: bool, status: int, code: int
) -> None:
    control.configure(unknown_customer_is_404=is_404)
    merchant.reserve(hong, {"dec": DECEMBER})
    control.delete_key_at_console(hong)

    answer = merchant.call("GET", f"/subscribe/customers/{hong}")
    refused(answer, status=status, code=code)
    refused(merchant.call("DELETE", f"/subscribe/customers/{hong}"), status=status, code=code)
    assert control.billing_keys() == []
    with pytest.raises(SandboxError, match="customer_uid"):
        control.delete_key_at_console(hong)
    control.advance(2 * DAY)
    assert merchant.get("/payments/find/dec")["status"] == "failed"


def test_a_key_with_live_bookings_may_be_kept_from_being_deleted(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    control.configure(delete_refused_while_booked=True)
    merchant.reserve(hong, {"dec": DECEMBER})
    refused(merchant.call("DELETE", f"/subscribe/customers/{hong}"))
    control.revoke_at_console("dec")

    assert merchant.call("DELETE", f"/subscribe/customers/{hong}").json()["code"] == 0


def test_refunds_may_be_shown_newest_first_and_without_ids(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    paid = merchant.again(hong, "nov")
    for amount in (10_000, 3_000):
        control.refund_at_console(paid["imp_uid"], amount)
    control.configure(refunds_newest_first=True, refund_ids=False)
    shown = merchant.get(f"/payments/{paid['imp_uid']}")["cancel_history"]
    assert [one["amount"] for one in shown] == [3_000, 10_000]
    assert not any("cancellation_id" in one for one in shown)

    control.configure(refunds_newest_first=False, refund_ids=True)
    shown = merchant.get(f"/payments/{paid['imp_uid']}")["cancel_history"]
    assert [one["amount"] for one in shown] == [10_000, 3_000]
    assert all(one["cancellation_id"] for one in shown)


def test_the_gateways_own_clock_may_be_off(
    control: SandboxControl, merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    control.configure(clock_offset=600)
    now = control.now()
    token = sandbox.settings()
    keys = {"imp_key": token.imp_key, "imp_secret": token.imp_secret}
    asked = merchant.client.post("/users/getToken", json=keys).json()["response"]

    assert (now, asked["now"]) == (NINE_O_CLOCK, now + 600)
    assert merchant.again(hong, "nov")["paid_at"] == now + 600
    past = {"merchant_uid": "dec", "schedule_at": now + 600, "amount": PRICE, "name": "멤버십"}
    body = {"customer_uid": hong, "schedules": [past]}
    assert "과거" in refused(merchant.call("POST", "/subscribe/payments/schedule", body))
    merchant.reserve(hong, {"dec": now + 660})
    assert control.advance(59) == now + 59
    assert merchant.reservation("dec")["schedule_status"] == "scheduled"
    control.advance(1)
    assert merchant.reservation("dec")["executed_at"] == now + 660
