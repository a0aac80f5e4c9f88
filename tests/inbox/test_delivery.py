"""Which payment a webhook is about, as far as an unsigned body can say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing_core.inbox.delivery import Delivery, read_delivery
from billing_core.rules.refusal import Refusal

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PAID = {"imp_uid": "imp_448280090638", "merchant_uid": "bdcabc", "status": "paid"}


@pytest.mark.parametrize(
    "content_type", [JSON, "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_a_json_notice_is_read_whatever_its_charset_label_looks_like(content_type: str) -> None:
    found = read_delivery(json.dumps(PAID).encode(), content_type)
    assert found == Delivery("imp_448280090638", "bdcabc", "paid")


@pytest.mark.parametrize("charset", ["utf-8", "euc-kr"])
def test_a_form_is_read_in_the_charset_it_names(charset: str) -> None:
    name = "".join(f"%{byte:02X}" for byte in "주문-1".encode(charset))
    body = f"imp_uid=imps_12&merchant_uid={name}&status=paid".encode()
    assert read_delivery(body, f"{FORM}; charset={charset}") == Delivery(
        "imps_12", "주문-1", "paid"
    )


def test_a_refund_made_in_the_console_brings_one_field_more() -> None:
    notice = {**PAID, "status": "cancelled", "cancellation_id": "c-1", "custom": {"deep": [1]}}
    found = read_delivery(json.dumps(notice).encode(), JSON)
    assert json.loads(found.body) == {**PAID, "status": "cancelled"}


def test_a_status_that_is_no_word_is_not_repeated() -> None:
    notice = {**PAID, "status": "010-2345-6789"}
    assert read_delivery(json.dumps(notice).encode(), JSON).status == "…"


def test_only_the_payments_name_is_needed() -> None:
    assert read_delivery(b'{"imp_uid": "imp_1", "merchant_uid": null}', JSON) == Delivery("imp_1")


def test_an_order_number_that_came_as_a_number_is_text_to_us() -> None:
    found = read_delivery(b'{"imp_uid": "imp_1", "merchant_uid": 20261123}', JSON)
    assert found.merchant_uid == "20261123"


def test_what_cannot_be_shown_or_stored_is_left_out_of_the_columns() -> None:
    notice = {"imp_uid": "imp_1", "merchant_uid": "a\u0000b\ud800c" + "d" * 200, "status": "\n"}
    found = read_delivery(json.dumps(notice).encode(), JSON)
    assert found == Delivery("imp_1", ("abc" + "d" * 200)[:120], "")


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"imp_uid=imp_1", "", "webhook_media_type"),
        (b"imp_uid=imp_1", "text/plain", "webhook_media_type"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "webhook_media_type"),
        (b"", JSON, "webhook_body"),
        (b"imp_uid=imp_1", JSON, "webhook_body"),
        (b'["imp_1"]', JSON, "webhook_body"),
        (b'{"imp_uid": "imp_1"', JSON, "webhook_body"),
        (b'{"imp_uid": "\xff"}', JSON, "webhook_body"),
        (b'{"imp_uid": ' + b"[" * 60_000, JSON, "webhook_body"),
        (b'{"imp_uid": "imp_1", "amount": ' + b"9" * 5_000 + b"}", JSON, "webhook_body"),
        (b"imp_uid=%FF%FE", FORM, "webhook_body"),
        (b"&".join([b"a=1"] * 200), FORM, "webhook_body"),
        (b"{}", JSON, "webhook_imp_uid"),
        (b'{"imp_uid": ""}', JSON, "webhook_imp_uid"),
        (b'{"imp_uid": 448280090638}', JSON, "webhook_imp_uid"),
        (b'{"imp_uid": ["imp_1"]}', JSON, "webhook_imp_uid"),
        (b'{"imp_uid": "imp_\\u0000"}', JSON, "webhook_imp_uid"),
        (b'{"imp_uid": "../users/getToken"}', JSON, "webhook_imp_uid"),
        (b'{"imp_uid": "imp_%s"}' % (b"1" * 60), JSON, "webhook_imp_uid"),
        (b'{"imp_uid": "imp_1", "merchant_uid": {"a": 1}}', JSON, "webhook_field"),
        (b'{"imp_uid": "imp_1", "status": true}', JSON, "webhook_field"),
    ],
)
def test_nonsense_is_refused_with_a_reason(body: bytes, content_type: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_delivery(body, content_type)
    assert refused.value.code == code


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
names = st.sampled_from(["imp_uid", "merchant_uid", "status", "cancellation_id"])
notices = st.dictionaries(names | st.text(max_size=5), st.just("imp_1") | json_values, max_size=5)
bodies = (
    notices.map(lambda notice: json.dumps(notice).encode())
    | st.binary(max_size=200)
    | st.binary(max_size=40).map(lambda tail: b"imp_uid=imp_1&status=" + tail)
)
content_types = st.sampled_from([JSON, FORM, f"{FORM}; charset=euc-kr"]) | st.text(
    st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60
).flatmap(lambda junk: st.sampled_from([junk, f"{JSON};{junk}", f"{JSON};charset={junk}"]))


@settings(derandomize=True, max_examples=300)
@given(body=bodies, content_type=content_types)
def test_any_body_at_all_is_read_or_refused_and_never_anything_else(
    body: bytes, content_type: str
) -> None:
    try:
        found = read_delivery(body, content_type)
    except Refusal:
        return
    assert 0 < len(found.imp_uid) <= 60
    assert found.imp_uid.isascii()
    assert (found.merchant_uid + found.status).isprintable()
    assert len(found.merchant_uid) <= 120
    assert len(found.status) <= 40
