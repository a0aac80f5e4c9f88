"""Clients in the wild send JSON and forms, with and without charset and trailing slashes."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.merchant import NINE_O_CLOCK, Merchant, order, refused, served

DUE = NINE_O_CLOCK + 3600


def test_a_form_with_nested_brackets_books_the_same_as_json(merchant: Merchant, hong: str) -> None:
    form = {
        "customer_uid": hong,
        "schedules[0][merchant_uid]": "dec",
        "schedules[0][schedule_at]": str(DUE),
        "schedules[0][amount]": "29000",
        "schedules[0][name]": "멤버십",
        "schedules[1][merchant_uid]": "jan",
        "schedules[1][schedule_at]": str(DUE + 1),
        "schedules[1][amount]": "29000",
        "schedules[1][name]": "멤버십",
    }
    header = {"authorization": merchant.token()}
    by_form = served(
        merchant.client.post("/subscribe/payments/schedule", data=form, headers=header)
    )
    by_json = merchant.reserve(hong, {"feb": DUE})

    assert [(one["merchant_uid"], one["schedule_at"]) for one in by_form] == [
        ("dec", DUE),
        ("jan", DUE + 1),
    ]
    assert by_json[0] == by_form[0] | {"merchant_uid": "feb"}


@pytest.mark.parametrize("key", ["merchant_uid[]", "merchant_uid[0]", "merchant_uid"])
def test_a_list_in_a_form_may_be_written_in_three_ways(
    merchant: Merchant, hong: str, key: str
) -> None:
    merchant.reserve(hong, {"dec": DUE, "jan": DUE + 1})
    revoked = merchant.client.post(
        "/subscribe/payments/unschedule",
        data={"customer_uid": hong, key: "dec"},
        headers={"authorization": merchant.token()},
    )

    assert [one["merchant_uid"] for one in served(revoked)] == ["dec"]


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8"])
@pytest.mark.parametrize("path", ["/subscribe/payments/again", "/subscribe/payments/again/"])
def test_charset_and_trailing_slash_make_no_difference(
    merchant: Merchant, hong: str, kind: str, path: str
) -> None:
    answer = merchant.client.post(
        path,
        content=json.dumps(order(hong, "nov"), ensure_ascii=False).encode(),
        headers={"authorization": merchant.token(), "content-type": kind},
    )

    assert served(answer)["name"] == "멤버십"


def test_an_order_number_with_a_slash_travels_percent_encoded(
    merchant: Merchant, hong: str
) -> None:
    merchant.again(hong, "2026/11 홍")

    assert merchant.get("/payments/find/2026%2F11%20%ED%99%8D")["merchant_uid"] == "2026/11 홍"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"customer_uid": ', "application/json"),
        (b"[1, 2]", "application/json"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"[" * 100_000, "application/json"),
        (b"a=" + b"x" * 1_000_001, "application/x-www-form-urlencoded"),
    ],
    ids=["cut off", "not an object", "not text", "bottomless", "huge"],
)
def test_a_body_that_cannot_be_read_is_a_bad_request(
    merchant: Merchant, body: bytes, kind: str
) -> None:
    headers = {"authorization": merchant.token(), "content-type": kind}
    answer = merchant.client.post("/subscribe/payments/again", content=body, headers=headers)

    refused(answer, status=400, code=-1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("merchant_uid", "m" * 41),
        ("customer_uid", "c" * 81),
        ("merchant_uid", ["a", "b"]),
        ("name", "가" * 41),
        ("buyer_name", "가" * 17),
        ("buyer_email", "a" * 65),
        ("buyer_tel", "0" * 17),
        ("buyer_addr", "가" * 129),
        ("buyer_postcode", "0" * 9),
        ("amount", 0),
        ("amount", -1),
        ("amount", 99.5),
        ("amount", True),
        ("amount", "NaN"),
        ("amount", 1e300),
        ("amount", None),
        ("tax_free", 29_001),
        ("currency", "USD"),
    ],
)
def test_a_charge_with_a_field_out_of_bounds_is_a_bad_request(
    merchant: Merchant, hong: str, field: str, value: object
) -> None:
    body = order(hong, "nov") | {field: value}

    refused(merchant.call("POST", "/subscribe/payments/again", body), status=400, code=-1)


def test_forty_and_eighty_characters_are_still_fine(merchant: Merchant) -> None:
    card = {"card_number": "9381-0000-0000-0001", "expiry": "2030-12"}
    merchant.post(f"/subscribe/customers/{'c' * 80}", **card)

    assert merchant.again("c" * 80, "m" * 40)["status"] == "paid"


def test_unknown_paths_are_404_and_wrong_methods_405(merchant: Merchant) -> None:
    # An address found in older notes of other people; it never existed.
    old_path = merchant.call("POST", "/subscribe/payments/unschedule/hong-card-1")

    refused(old_path, status=404, code=-1)
    refused(merchant.call("DELETE", "/payments/cancel"), status=405, code=-1)
