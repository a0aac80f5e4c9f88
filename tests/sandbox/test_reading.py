from __future__ import annotations

import pytest

from billing_core.sandbox import CardOutcome, Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, names, refused

STATUS = "/payments/status"


def test_find_gives_the_newest_attempt_even_when_an_older_one_was_paid(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.configure(duplicate_guard=False)
    merchant.again(hong, "nov")
    sandbox.advance(60)
    sandbox.set_card(hong, CardOutcome.EXPIRED)
    merchant.again(hong, "nov")

    assert merchant.get("/payments/find/nov")["status"] == "failed"
    assert merchant.get("/payments/find/nov/paid")["status"] == "paid"
    assert merchant.get("/payments/find/nov", sorting="started")["status"] == "paid"
    everything = merchant.get("/payments/findAll/nov")
    assert [one["status"] for one in everything["list"]] == ["failed", "paid"]


@pytest.mark.parametrize("path", ["find/none", "findAll/none", "find/nov/cancelled", "imp_1"])
def test_what_is_not_in_the_book_is_404(merchant: Merchant, hong: str, path: str) -> None:
    merchant.again(hong, "nov")

    refused(merchant.call("GET", f"/payments/{path}"), status=404, code=-1)


def test_lists_come_in_pages_of_twenty_that_name_their_neighbours(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.set_card(hong, CardOutcome.LOST_OR_STOLEN)
    for _ in range(45):
        merchant.again(hong, "nov")
    pages = [merchant.get("/payments/findAll/nov", page=page) for page in (1, 2, 3)]

    assert [len(one["list"]) for one in pages] == [20, 20, 5]
    assert [(one["previous"], one["next"]) for one in pages] == [(0, 2), (1, 3), (2, 0)]
    assert {one["total"] for one in pages} == {45}
    assert len({one["imp_uid"] for page in pages for one in page["list"]}) == 45
    refused(merchant.call("GET", "/payments/findAll/nov?page=4"), status=400, code=-1)
    assert len(merchant.get("/payments/findAll/nov", limit=1000)["list"]) == 45
    assert merchant.get("/payments/findAll/nov", limit=45)["next"] == 0


def test_status_lists_follow_the_final_status_on_its_own_clock(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    payment = merchant.again(hong, "nov")
    sandbox.advance(60 * DAY)
    window = {"from": NINE_O_CLOCK - DAY, "to": NINE_O_CLOCK + DAY}
    assert "nov" in names(merchant.get(f"{STATUS}/paid", **window)["list"])
    merchant.post("/payments/cancel", imp_uid=payment["imp_uid"])

    assert "nov" not in names(merchant.get(f"{STATUS}/paid", **window)["list"])
    assert "nov" not in names(merchant.get(f"{STATUS}/all", **window)["list"])
    assert names(merchant.get(f"{STATUS}/cancelled", **{"from": NINE_O_CLOCK + DAY})["list"]) == [
        "nov"
    ]


def test_without_a_window_the_last_ninety_days_are_listed(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    merchant.again(hong, "old")
    sandbox.advance(90 * DAY + 1)
    merchant.again(hong, "new")

    assert names(merchant.get(f"{STATUS}/paid")["list"]) == ["new"]


@pytest.mark.parametrize(
    "query",
    [
        {"from": NINE_O_CLOCK - 90 * DAY - 1, "to": NINE_O_CLOCK},
        {"from": NINE_O_CLOCK, "to": NINE_O_CLOCK - 1},
        {"from": "yesterday"},
        {"to": 10**15},
        {"limit": 1001},
        {"limit": 0},
        {"page": 0},
        {"page": 2},
        {"sorting": "amount"},
    ],
)
def test_a_list_asked_for_out_of_bounds_is_a_bad_request(
    merchant: Merchant, hong: str, query: dict[str, object]
) -> None:
    refused(merchant.call("GET", f"{STATUS}/paid", params=query), status=400, code=-1)
    refused(merchant.call("GET", f"{STATUS}/settled"), status=400, code=-1)


def test_up_to_a_hundred_payments_are_read_at_once_and_unknown_ones_make_it_207(
    merchant: Merchant, hong: str
) -> None:
    known = [merchant.again(hong, f"m{index}")["imp_uid"] for index in range(60)]

    def asked(imp_uids: list[str], merchant_uids: list[str]) -> tuple[int, int]:
        query = {"imp_uid[]": imp_uids, "merchant_uid[]": merchant_uids}
        answer = merchant.call("GET", "/payments", params=query)
        return answer.status_code, len(answer.json()["response"] or [])

    assert asked(known, []) == (200, 60)
    assert asked(known[:1], ["m1", "m2"]) == (200, 3)
    assert asked([*known, "imp_unknown"], []) == (207, 60)
    assert asked(["imp_unknown"], []) == (404, 0)
    assert asked([f"imp_{n}" for n in range(101)], []) == (400, 0)


def test_a_test_channel_payment_is_hidden_until_asked_for(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    sandbox.issue("tester", merchant_uid="reg", amount=PRICE, test_channel=True)
    imp_uid = merchant.again("tester", "nov")["imp_uid"]

    refused(merchant.call("GET", f"/payments/{imp_uid}"), status=404, code=-1)
    assert merchant.get(f"/payments/{imp_uid}", include_sandbox="true")["sandbox"] is True


def test_a_customers_payments_include_the_issuance_and_every_attempt(
    merchant: Merchant, hong: str
) -> None:
    merchant.again(hong, "nov")
    listed = merchant.get(f"/subscribe/customers/{hong}/payments")

    assert names(listed["list"]) == ["nov", "issue-hong"]
    refused(merchant.call("GET", "/subscribe/customers/none/payments"), status=404, code=-1)


def test_the_balance_splits_what_is_left_into_supply_and_vat(merchant: Merchant, hong: str) -> None:
    imp_uid = merchant.again(hong, "nov", amount=33_000, tax_free=11_000)["imp_uid"]
    whole = merchant.get(f"/payments/{imp_uid}/balance")
    merchant.post("/payments/cancel", imp_uid=imp_uid, amount=11_000)

    split = {"tax_free": 11_000, "supply": 20_000, "vat": 2_000, "service": 0}
    assert (whole["amount"], whole["primary"]) == (33_000, split)
    assert sum(merchant.get(f"/payments/{imp_uid}/balance")["primary"].values()) == 22_000


def test_bookings_are_found_by_window_status_and_customer(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.issue("kim", merchant_uid="reg-kim", amount=PRICE)
    due = NINE_O_CLOCK + DAY
    merchant.reserve(hong, {"a": due, "b": due + DAY, "c": due + 2 * DAY})
    merchant.reserve("kim", {"k": due})
    sandbox.move_to(due)
    edges = {"schedule_from": due, "schedule_to": due + 2 * DAY}  # the end is not included

    newest_first = merchant.get("/subscribe/payments/schedule", **edges)
    assert names(newest_first["list"]) == ["b", "k", "a"]
    waiting = merchant.get("/subscribe/payments/schedule", schedule_status="scheduled", **edges)
    assert names(waiting["list"]) == ["b"]
    old_first = merchant.get("/subscribe/payments/schedule", sorting="scheduled", limit=2, **edges)
    assert (names(old_first["list"]), old_first["next"]) == (["a", "k"], 2)
    for path in (f"payments/schedule/customers/{hong}", f"customers/{hong}/schedules"):
        his = merchant.get(f"/subscribe/{path}", **{"from": due, "to": due + 9 * DAY})
        assert names(his["list"]) == ["c", "b", "a"]
    revoked = {"from": due, "to": due + DAY, "schedule-status": "revoked"}
    assert merchant.get(f"/subscribe/customers/{hong}/schedules", **revoked)["list"] == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"schedule_from": 1_793_458_800},  # 1 November 2026, Seoul
        {"schedule_from": 1_793_458_800, "schedule_to": 1_801_407_601},  # 1 Feb 2027 + 1 s
        {"schedule_from": 2, "schedule_to": 1},
        {"schedule_from": 1, "schedule_to": 2, "schedule_status": "gone"},
    ],
)
def test_bookings_are_listed_for_three_months_at_most(
    merchant: Merchant, query: dict[str, object]
) -> None:
    refused(merchant.call("GET", "/subscribe/payments/schedule", params=query), status=400, code=-1)


def test_exactly_three_calendar_months_are_fine(merchant: Merchant) -> None:
    window = {"schedule_from": 1_793_458_800, "schedule_to": 1_801_407_600}

    assert merchant.get("/subscribe/payments/schedule", **window)["total"] == 0
