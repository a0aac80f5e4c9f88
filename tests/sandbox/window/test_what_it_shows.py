"""What a window shows, opened by the script or by a plain link, which needs no script at all."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.sandbox.merchant import PRICE, Json
from tests.sandbox.window.calling import BACK, DESK, PHONE, Browsing, query_of, with_params

LINK = {
    "customer_uid": "hong",
    "merchant_uid": "reg-1",
    "name": "월 <멤버십>",
    "amount": "0",
    "buyer_name": "홍길동",
    "buyer_tel": "010-0000-0001",
    "buyer_email": "hong@example.com",
    "customer_id": "user-7",
    "custom_data": '{"plan": "m"}',
    "m_redirect_url": BACK,
    "notice_url": "memory:ours",
    "period[from]": "20261123",
    "period[to]": "20261222",
}


class Form(HTMLParser):
    """The hidden fields of a page, as pressing a button sends them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[str(given["name"])] = str(given["value"])


def opened(browsing: Browsing, params: Json, agent: str = DESK) -> str:
    said = browsing.call(params, agent=agent)
    return browsing.look(said.get("window") or said["leave"]).text


def test_it_shows_what_the_vendors_window_shows(browsing: Browsing) -> None:
    shown = opened(browsing, with_params(period={"from": "20261123", "to": "20261222"}))

    for text in (
        *("월 멤버십", "홍길동", "010-0000-0001", "hong@example.com", "29,000원", "reg-1"),
        *("2026.11.23 ~ 2026.12.22", "주민등록번호", "동의하고 등록하기", "닫기"),
    ):
        assert text in shown


@pytest.mark.parametrize("period", [None, "2026", {"from": "20261123"}, {"from": "", "to": ""}])
def test_without_a_period_it_says_there_is_none(browsing: Browsing, period: object) -> None:
    assert "별도제공기간없음" in opened(browsing, with_params(period=period))


@pytest.mark.parametrize(
    ("agent", "bypass", "resident_number"),
    [
        (PHONE, {"inicis": {"authtype": "01"}}, False),
        (PHONE, None, True),
        (PHONE, "nonsense", True),
        (DESK, {"inicis": {"authtype": "01"}}, True),
    ],
)
def test_only_a_phone_may_do_without_the_resident_number(
    browsing: Browsing, agent: str, bypass: object, resident_number: bool
) -> None:
    shown = opened(browsing, with_params(bypass=bypass), agent)

    assert ("주민등록번호" in shown) is resident_number


@pytest.mark.parametrize("tells", [True, False])
def test_a_phone_may_hide_amount_and_period_and_a_desk_never_does(
    browsing: Browsing, tells: bool
) -> None:
    browsing.sandbox.configure(phone_shows_order=tells)
    on_phone = opened(browsing, with_params(), PHONE)

    assert [("29,000원" in on_phone), ("제공기간" in on_phone)] == [tells, tells]
    assert "29,000원" in opened(browsing, with_params())


def test_an_ordinary_payment_says_so(browsing: Browsing) -> None:
    shown = opened(browsing, with_params(customer_uid=None))

    assert "동의하고 결제하기" in shown
    assert "결제 금액" in shown
    assert "카드만 등록합니다" not in shown
    assert "주민등록번호" not in shown


def test_nothing_of_the_call_ends_the_script_of_the_page(browsing: Browsing) -> None:
    shown = browsing.look(browsing.call(ticket="</script><b>")["window"]).text

    assert "</script><b>" not in shown


def test_a_plain_link_carries_all_of_it_through_its_form(browsing: Browsing) -> None:
    shown = browsing.client.get("/window", params=LINK).text
    sent = Form(shown).fields
    answer = browsing.client.post("/window", data=sent | {"decision": "agree"})

    assert "월 &lt;멤버십&gt;" in shown
    assert "2026.11.23 ~ 2026.12.22" in shown
    assert sent == LINK
    row = browsing.row()
    query = query_of(answer.headers["location"])
    assert query == {"plan": "monthly", "imp_uid": row["imp_uid"], "merchant_uid": "reg-1"}
    assert (row["status"], row["amount"], row["customer_uid_usage"]) == ("paid", 0, "issue")
    assert (row["buyer_tel"], row["custom_data"]) == ("010-0000-0001", '{"plan": "m"}')
    assert browsing.sandbox.billing_keys()[0]["customer_id"] == "user-7"
    assert [one.url for one in browsing.bell] == ["memory:ours"]


def test_looking_at_a_plain_link_leaves_no_row(browsing: Browsing) -> None:
    browsing.client.get("/window", params=LINK)
    browsing.client.get("/window", params=LINK)

    assert browsing.sandbox.payments() == []


def test_a_plain_link_without_a_customer_uid_charges_the_card(browsing: Browsing) -> None:
    sale = {"merchant_uid": "sale", "name": "책", "amount": str(PRICE)}
    assert "동의하고 결제하기" in browsing.client.get("/window", params=sale).text
    browsing.client.post("/window", data=sale | {"decision": "agree"})

    assert browsing.sandbox.stats().captured == PRICE


def test_a_plain_link_on_a_phone_leaves_a_row_of_a_phone(browsing: Browsing) -> None:
    browsing.client.post("/window", data=LINK, headers={"user-agent": PHONE})

    assert browsing.row()["channel"] == "mobile"


def test_a_spent_order_leads_a_plain_link_back_with_its_code(browsing: Browsing) -> None:
    browsing.client.post("/window", data=LINK)
    answer = browsing.client.post("/window", data=LINK)

    assert query_of(answer.headers["location"])["error_code"] == "F1002"
    assert len(browsing.sandbox.payments()) == 1
