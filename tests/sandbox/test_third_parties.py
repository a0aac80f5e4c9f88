"""What published clients of others record of the live service, or send to it.

Their suites: `iamport-rest-client` (Python), `iamport`, `iamporter`, `iamport-rest-client-nodejs`.
"""

from __future__ import annotations

import pytest

from billing_core.sandbox import Notice, Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Json, Merchant, order, refused, served

ONETIME = "/subscribe/payments/onetime"
AGAIN = "/subscribe/payments/again"
SCHEDULE = "/subscribe/payments/schedule"
CARD = {"card_number": "9381-0000-0000-0001", "expiry": "2030-12"}
BUYER = {
    "buyer_name": "홍길동",
    "buyer_email": "hong@example.com",
    "buyer_tel": "010-0000-0001",
    "buyer_addr": "서울",
    "buyer_postcode": "04524",
}
OWNER = {name.replace("buyer_", "customer_"): value for name, value in BUYER.items()}


def owner_at(merchant: Merchant, customer_uid: str) -> Json:
    key = merchant.get(f"/subscribe/customers/{customer_uid}")
    return {name: key[name] for name in OWNER}


def test_a_card_kept_by_onetime_belongs_to_its_buyer(merchant: Merchant) -> None:
    merchant.post(ONETIME, **order("hong", "first", **CARD, **BUYER))

    assert owner_at(merchant, "hong") == OWNER


def test_the_buyer_of_onetime_goes_before_the_customer(merchant: Merchant) -> None:
    named = {"buyer_name": "홍길동", "customer_name": "이순신", "customer_tel": "02-1"}
    merchant.post(ONETIME, **order("hong", "first", **CARD, **named))

    owner = owner_at(merchant, "hong")
    assert (owner["customer_name"], owner["customer_tel"]) == ("홍길동", "02-1")


def booked(merchant: Merchant, sandbox: Sandbox, **more: object) -> tuple[Json, Json]:
    """A booking with these fields, and its payment once it ran."""
    booking = merchant.reserve("hong", {"dec": NINE_O_CLOCK + DAY}, **more)[0]
    sandbox.advance(2 * DAY)
    return booking, merchant.get("/payments/find/dec")


def test_a_booking_without_a_buyer_takes_the_customer_of_its_card(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    merchant.post("/subscribe/customers/hong", **CARD, **OWNER)

    for shown in booked(merchant, sandbox):
        assert {name: shown[name] for name in BUYER} == BUYER


def test_a_booking_with_some_of_a_buyer_takes_only_the_rest(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    merchant.post("/subscribe/customers/hong", **CARD, **OWNER)

    for shown in booked(merchant, sandbox, buyer_name="이순신"):
        assert {name: shown[name] for name in BUYER} == BUYER | {"buyer_name": "이순신"}


def test_a_booking_that_brings_its_card_brings_its_customer(merchant: Merchant) -> None:
    one = {"merchant_uid": "dec", "schedule_at": NINE_O_CLOCK + DAY, "amount": PRICE, "name": "책"}
    whom: Json = {"customer_uid": "hong", "customer_id": "user-7"}
    booking = merchant.post(SCHEDULE, **whom, schedules=[one], **CARD, **OWNER)[0]

    assert (booking["buyer_name"], booking["customer_id"]) == ("홍길동", "user-7")
    assert owner_at(merchant, "hong") == OWNER
    assert merchant.get("/subscribe/customers/hong")["customer_id"] == "user-7"


@pytest.mark.parametrize("nothing", [{}, {"name": ""}, {"name": " "}])
def test_a_missing_name_is_made_up(merchant: Merchant, hong: str, nothing: Json) -> None:
    def nameless(body: Json) -> Json:
        return {key: value for key, value in body.items() if key != "name"} | nothing

    booking = nameless({"merchant_uid": "dec", "schedule_at": NINE_O_CLOCK + 60, "amount": PRICE})
    made = [
        merchant.post(AGAIN, **nameless(order(hong, "nov"))),
        merchant.post(ONETIME, **nameless(order("", "once", **CARD))),
        merchant.post(SCHEDULE, customer_uid=hong, schedules=[booking])[0],
    ]

    assert [one["name"] for one in made] == ["정기결제"] * 3


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ({"card_number": "9381-0000-0000-0005"}, "등록이 거절"),
        ({"card_number": "9381-0000-0000-0054"}, "유효기간 만료"),
        ({"expiry": "2026-10"}, "유효기간 만료"),
        ({"expiry": "2019-03"}, "유효기간 만료"),
        ({"card_number": "4092-0230-1234-1234"}, "유효하지않은 카드번호를 입력하셨습니다."),
    ],
    ids=["refused", "an expired card", "until last month", "long over", "of no test card"],
)
def test_a_refused_card_is_answered_with_code_minus_one_and_nothing_else(
    merchant: Merchant, sandbox: Sandbox, card: Json, reason: str
) -> None:
    one = {"merchant_uid": "dec", "schedule_at": NINE_O_CLOCK + DAY, "amount": PRICE, "name": "책"}
    for path, body in [
        (ONETIME, order("lee", "first")),
        ("/subscribe/customers/lee", {}),
        (SCHEDULE, {"customer_uid": "lee", "schedules": [one]}),
    ]:
        said = refused(merchant.call("POST", path, body | CARD | card), code=-1)
        assert said.startswith("카드정보 인증에 실패하였습니다.")
        assert reason in said
    assert (sandbox.billing_keys(), sandbox.schedules(), sandbox.payments()) == ([], [], [])


def test_a_card_is_good_until_the_end_of_its_last_month(merchant: Merchant) -> None:
    merchant.post("/subscribe/customers/lee", **CARD | {"expiry": "2026-11"})


@pytest.mark.parametrize("expiry", ["12/30", "203012", "2030-13", "30-12"])
def test_an_expiry_in_another_form_is_a_bad_request(merchant: Merchant, expiry: str) -> None:
    body = CARD | {"expiry": expiry}

    refused(merchant.call("POST", "/subscribe/customers/lee", body), status=400, code=-1)


def test_a_onetime_that_is_declined_stays_in_the_book_and_issues_no_key(
    merchant: Merchant, sandbox: Sandbox, bell: list[Notice]
) -> None:
    card = CARD | {"card_number": "9381-0000-0000-0051"}
    asked = merchant.call("POST", ONETIME, order("lee", "first", **card))

    assert "잔액부족" in refused(asked, code=-1)
    assert [one["status"] for one in sandbox.payments()] == ["failed"]
    assert (sandbox.billing_keys(), bell) == ([], [])


def test_again_answers_a_declined_card_with_its_payment_all_the_same(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    sandbox.issue("kim", merchant_uid="reg", amount=PRICE, card="9381-0000-0000-0051")

    assert served(merchant.call("POST", AGAIN, order("kim", "nov")))["status"] == "failed"


@pytest.mark.parametrize("field", ["merchant_uid", "name"])
def test_forty_letters_are_enough_and_one_more_is_too_many(
    merchant: Merchant, hong: str, field: str
) -> None:
    merchant.post(AGAIN, **order(hong, "nov") | {field: "가" * 40})

    too_long = order(hong, "dec") | {field: "가" * 41}
    refused(merchant.call("POST", AGAIN, too_long), status=400, code=-1)


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("customer_name", 20),
        ("customer_tel", 20),
        ("customer_email", 200),
        ("customer_addr", 200),
        ("customer_postcode", 8),
    ],
)
def test_a_customer_is_as_long_as_the_document_says(
    merchant: Merchant, field: str, longest: int
) -> None:
    path = "/subscribe/customers/lee"
    assert merchant.post(path, **CARD, **{field: "0" * longest})[field] == "0" * longest

    body = CARD | {field: "0" * (longest + 1)}
    refused(merchant.call("POST", path, body), status=400, code=-1)


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "said"),
    [
        ("GET", "/payments/imp_nobody", 404, -1, "존재하지 않는 결제정보입니다."),
        ("GET", "/payments/find/nobody", 404, -1, "존재하지 않는 결제정보입니다."),
        ("GET", "/payments/findAll/nobody", 404, -1, "존재하지 않는 결제정보입니다."),
        ("GET", "/payments/status/nonsense", 400, -1, "지원되지 않는 상태값입니다."),
        ("GET", "/payments/prepare/nobody", 404, -1, "사전등록된 결제정보가 존재하지 않습니다."),
        ("GET", "/subscribe/customers/nobody", 404, -1, "등록된 정보를 찾을 수 없습니다."),
        ("DELETE", "/subscribe/customers/nobody", 404, -1, "등록된 정보를 찾을 수 없습니다."),
        ("POST", "/payments/cancel", 400, -1, "지정해주셔야합니다."),
    ],
)
def test_refusals_say_what_their_suites_expect(
    merchant: Merchant, method: str, path: str, status: int, code: int, said: str
) -> None:
    assert said in refused(merchant.call(method, path), status=status, code=code)


def test_what_was_never_paid_cannot_be_cancelled(merchant: Merchant) -> None:
    answer = merchant.call("POST", "/payments/cancel", {"merchant_uid": "nobody"})

    assert "취소할 결제건이 존재하지 않습니다." in refused(answer)


def test_a_booking_for_nobody_is_refused(merchant: Merchant) -> None:
    one = {"merchant_uid": "dec", "schedule_at": NINE_O_CLOCK + DAY, "amount": 5000, "name": "책"}
    answer = merchant.call("POST", SCHEDULE, {"customer_uid": "00000000", "schedules": [one]})

    assert "등록되지 않은 구매자입니다." in refused(answer)
