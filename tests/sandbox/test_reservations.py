from __future__ import annotations

import pytest

from billing_core.sandbox import CardOutcome, Notice, Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, names, refused

TOMORROW = NINE_O_CLOCK + DAY
SCHEDULE = "/subscribe/payments/schedule"


def body(customer_uid: str, merchant_uid: str, at: int) -> dict[str, object]:
    one = {"merchant_uid": merchant_uid, "schedule_at": at, "amount": PRICE, "name": "멤버십"}
    return {"customer_uid": customer_uid, "schedules": [one]}


def test_reservations_run_in_due_order_each_at_its_own_instant(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    merchant.reserve(hong, {"third": TOMORROW + 20, "first": TOMORROW, "second": TOMORROW + 10})
    sandbox.advance(30 * DAY)

    assert [one.merchant_uid for one in bell] == ["first", "second", "third"]
    paid = [merchant.get(f"/payments/find/{one.merchant_uid}") for one in bell]
    assert [one["paid_at"] for one in paid] == [TOMORROW, TOMORROW + 10, TOMORROW + 20]
    assert {one["customer_uid_usage"] for one in paid} == {"payment.scheduled"}
    assert all(one["imp_uid"].startswith("imps_") for one in paid)


def test_a_reservation_shows_nulls_until_it_runs_and_its_payment_after(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    before = merchant.reserve(hong, {"dec": TOMORROW})[0]
    sandbox.move_to(TOMORROW)
    after = merchant.reservation("dec")

    assert (before["schedule_status"], before["payment_status"]) == ("scheduled", None)
    assert (before["imp_uid"], before["executed_at"], before["revoked_at"]) == (None, 0, 0)
    assert (after["schedule_status"], after["payment_status"]) == ("executed", "paid")
    assert (after["executed_at"], after["imp_uid"][:5]) == (TOMORROW, "imps_")


def test_executed_is_not_paid(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.set_card(hong, CardOutcome.INSUFFICIENT_FUNDS)
    sandbox.move_to(TOMORROW)
    ran = merchant.reservation("dec")

    assert (ran["schedule_status"], ran["payment_status"]) == ("executed", "failed")
    assert "잔액부족" in ran["fail_reason"]
    assert [one.status for one in bell] == ["failed"]


def test_unscheduling_a_customer_revokes_all_of_its_bookings_and_nobody_elses(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.issue("hong-card-2", merchant_uid="reg-2", amount=PRICE)
    merchant.reserve(hong, {"dec": TOMORROW, "jan": TOMORROW + DAY})
    merchant.reserve("hong-card-2", {"other": TOMORROW})
    revoked = merchant.post("/subscribe/payments/unschedule", customer_uid=hong)
    sandbox.advance(7 * DAY)

    assert names(revoked) == ["dec", "jan"]
    assert merchant.reservation("dec")["revoked_at"] == NINE_O_CLOCK
    assert sandbox.stats().captured == PRICE
    assert merchant.reservation("other")["payment_status"] == "paid"


def test_a_named_booking_of_another_card_is_not_revoked(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.issue("kim", merchant_uid="reg-kim", amount=PRICE)
    merchant.reserve("kim", {"kims": TOMORROW})
    wrong = {"customer_uid": hong, "merchant_uid": ["kims"]}

    refused(merchant.call("POST", "/subscribe/payments/unschedule", wrong))
    assert merchant.reservation("kims")["schedule_status"] == "scheduled"


def test_revoking_what_is_not_there_or_has_run_is_refused(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.move_to(TOMORROW)

    refused(merchant.call("POST", "/subscribe/payments/unschedule", {"customer_uid": hong}))
    refused(merchant.call("POST", "/subscribe/payments/unschedule", {}), status=400, code=-1)


def test_an_order_number_is_booked_once_in_its_life(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    merchant.post("/subscribe/payments/unschedule", customer_uid=hong)
    merchant.again(hong, "nov")

    refused(merchant.call("POST", SCHEDULE, body(hong, "dec", TOMORROW)))
    refused(merchant.call("POST", SCHEDULE, body(hong, "nov", TOMORROW)))


def test_several_bookings_are_made_all_or_none(merchant: Merchant, hong: str) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    both = body(hong, "jan", TOMORROW)
    both["schedules"] = [*both["schedules"], *body(hong, "dec", TOMORROW)["schedules"]]  # type: ignore[misc]

    refused(merchant.call("POST", SCHEDULE, both))
    refused(merchant.call("GET", f"{SCHEDULE}/jan"), status=404, code=-1)


def test_booking_for_a_stranger_needs_a_card(merchant: Merchant) -> None:
    wanted = body("stranger", "dec", TOMORROW)
    card = {"card_number": "9374-0000-0000-0001", "expiry": "2030-12"}

    refused(merchant.call("POST", SCHEDULE, wanted))
    assert merchant.post(SCHEDULE, **wanted, **card)[0]["customer_uid"] == "stranger"
    assert merchant.get("/subscribe/customers/stranger")["card_name"] == "하나카드"


def test_a_past_hour_is_refused_unless_the_sandbox_is_told_to_run_it_at_once(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    late = body(hong, "dec", NINE_O_CLOCK - 60)
    refused(merchant.call("POST", SCHEDULE, late))
    sandbox.configure(accept_past_schedules=True)
    merchant.post(SCHEDULE, **late)
    sandbox.run_due()

    assert merchant.reservation("dec")["executed_at"] == NINE_O_CLOCK


def test_a_moved_booking_runs_only_at_its_new_hour(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    later = {"schedule_at": TOMORROW + 3600}
    merchant.call("PUT", f"{SCHEDULE}/dec", later)
    sandbox.move_to(TOMORROW)
    assert merchant.reservation("dec")["schedule_status"] == "scheduled"
    sandbox.advance(3600)

    assert merchant.reservation("dec")["executed_at"] == TOMORROW + 3600
    assert sandbox.stats().captured == PRICE
    refused(merchant.call("PUT", f"{SCHEDULE}/dec", later), status=400, code=-1)
    refused(merchant.call("PUT", f"{SCHEDULE}/none", later), status=404, code=-1)


@pytest.mark.parametrize("ended", ["failed", "revoked"])
@pytest.mark.parametrize("how", ["retry", "reschedule"])
def test_failed_and_revoked_bookings_can_be_brought_back(
    merchant: Merchant, sandbox: Sandbox, hong: str, ended: str, how: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    if ended == "revoked":
        merchant.post("/subscribe/payments/unschedule", customer_uid=hong)
    sandbox.set_card(hong, CardOutcome.OVER_LIMIT)
    sandbox.move_to(TOMORROW)
    sandbox.set_card(hong, CardOutcome.APPROVED)
    later = {"schedule_at": TOMORROW + 60} if how == "reschedule" else {}
    merchant.post(f"{SCHEDULE}/dec/{how}", **later)
    sandbox.advance(60)

    ran = merchant.reservation("dec")
    assert (ran["schedule_status"], ran["payment_status"]) == ("executed", "paid")
    assert sandbox.stats().captured == PRICE
    refused(merchant.call("POST", f"{SCHEDULE}/dec/{how}", later), status=400, code=-1)


def test_a_booking_that_has_not_run_cannot_be_retried(merchant: Merchant, hong: str) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})

    refused(merchant.call("POST", f"{SCHEDULE}/dec/retry", {}), status=400, code=-1)
    refused(merchant.call("POST", f"{SCHEDULE}/none/retry", {}), status=404, code=-1)


def test_deleting_a_key_leaves_its_bookings_to_fail(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    merchant.call("DELETE", f"/subscribe/customers/{hong}")
    sandbox.move_to(TOMORROW)

    assert merchant.reservation("dec")["payment_status"] == "failed"
    assert "빌링키" in merchant.get("/payments/find/dec")["fail_reason"]


def test_a_booking_uses_the_card_that_is_on_file_when_it_runs(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.issue(hong, merchant_uid="reg-2", amount=PRICE, card="9368-0000-0000-0001")
    sandbox.move_to(TOMORROW)

    assert merchant.get("/payments/find/dec")["card_name"] == "롯데카드"


def test_revoking_at_the_console_tells_nobody(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.revoke_at_console("dec")
    sandbox.advance(2 * DAY)

    assert merchant.reservation("dec")["schedule_status"] == "revoked"
    assert (bell, sandbox.stats().captured) == ([], 0)


def test_the_recovery_switch_retries_every_morning_until_the_card_pays(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.configure(recovery=True)
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.set_card(hong, CardOutcome.OVER_LIMIT)
    sandbox.set_card(hong, CardOutcome.APPROVED, from_at=TOMORROW + 3 * DAY)
    sandbox.advance(10 * DAY)

    assert [one.status for one in bell] == ["failed", "failed", "failed", "paid"]
    tries = [one["started_at"] for one in sandbox.payments()[1:]]
    ten_o_clock = TOMORROW + 3600
    assert tries == [TOMORROW, *(ten_o_clock + day * DAY for day in (1, 2, 3))]


def test_recovery_charges_a_member_who_left_and_stops_when_switched_off(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.reserve(hong, {"dec": TOMORROW})
    sandbox.set_card(hong, CardOutcome.OVER_LIMIT)
    sandbox.configure(recovery=True)
    sandbox.move_to(TOMORROW + 7200)  # the round of the next morning is planned by now
    sandbox.configure(recovery=False)
    sandbox.advance(3 * DAY)
    assert len(names(merchant.get("/payments/findAll/dec")["list"])) == 1

    merchant.reserve(hong, {"jan": sandbox.now() + 60})
    sandbox.configure(recovery=True)
    sandbox.advance(DAY)
    sandbox.set_card(hong, CardOutcome.APPROVED)
    sandbox.advance(DAY)
    assert merchant.reservation("jan")["payment_status"] == "paid"
