"""The checkout page: what it says, the consent, what the window is given, and how long it lasts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest

from billing_core.models import (
    AuditRow,
    Checkout,
    Consent,
    ConsentText,
    MemberContact,
)
from billing_core.portal import checkout_back
from billing_core.rules.act import Act
from billing_core.rules.checkout import MOST_WINDOWS, RESULT_SHOWN_FOR
from billing_core.rules.registration import WINDOW_OPENS_FOR
from billing_core.sandbox.faults import FaultKind
from tests.portal.shop import (
    START,
    Shop,
    consent_of,
    said,
    type_card,
)

# What the page says


def test_the_page_says_what_is_bought_before_the_button(shop: Shop) -> None:
    shown = shop.browser.get(shop.page(member_name="홍길동"))

    words = said(shown)
    assert "29,000원 부가세 포함" in words
    assert "2026년 1월 31일 (토) ~ 2026년 2월 27일 (금)" in words
    assert "매월 29,000원 해지할 때까지 다음 결제일 2026년 2월 28일 (토)" in words
    assert "해지는 서비스의 결제 정보 화면이나 고객센터에서 언제든지" in words
    assert "홍길동" not in shown.text
    box = shown.text.partition('id="consent"')[2].partition(">")[0]
    assert "required" in box
    assert "checked" not in box
    assert "자바스크립트를 켜야" in shown.text.partition("<noscript>")[2]
    assert len(shown.content) < 20_000


def test_opening_it_changes_nothing(shop: Shop) -> None:
    page = shop.page()
    before = len(shop.world.rows(Checkout))

    for _ in range(3):
        assert shop.browser.get(page).status_code == 200
    assert shop.browser.head(page).status_code == 200

    assert len(shop.world.rows(Checkout)) == before


def test_only_this_page_may_run_the_vendors_script(shop: Shop) -> None:
    policy = shop.browser.get(shop.page()).headers["content-security-policy"]

    assert f"script-src 'self' {shop.vendor.url};" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "cross-origin-opener-policy" not in shop.browser.get(shop.page()).headers


# Consent, and what the window is given


def test_the_window_is_given_exactly_what_the_vendor_names(shop: Shop) -> None:
    page = shop.page(
        member_name="홍길동", member_phone="010-1234-5678", member_email="hong@app.example"
    )

    asked = shop.opens(page)

    window = asked["merchant_uid"].removeprefix("bdi")
    address = shop.system.settings.portal_address
    assert asked == {
        "channelKey": "channel-key-1",
        "pay_method": "card",
        "merchant_uid": f"bdi{window}",
        "customer_uid": f"bd-{window}",
        "name": "월 정기 멤버십",
        "amount": 29_000,
        "buyer_name": "홍길동",
        "buyer_tel": "010-1234-5678",
        "buyer_email": "hong@app.example",
        "customer_id": "user-7",
        "period": {"from": "20260131", "to": "20260227"},
        "m_redirect_url": f"{address}{page}/back",
        "notice_url": "https://billing.example/webhooks/iamport",
        "bypass": {"inicis": {"authtype": "01"}},
    }


def test_each_window_has_names_that_never_were(shop: Shop) -> None:
    page = shop.page()

    names = {shop.opens(page)[name] for _ in range(2) for name in ("merchant_uid", "customer_uid")}

    assert len(names) == 4


def test_the_consent_is_kept_as_it_was_shown(shop: Shop) -> None:
    asked = shop.opens(shop.page())

    [consent] = shop.world.rows(Consent)
    [kept] = shop.world.rows(ConsentText)
    shown = kept.text.format(**consent.blanks)
    assert "29,000원" in shown
    assert sha256(shown.encode()).hexdigest() == consent.sha256
    assert (consent.at, consent.checkout_id) == (START, asked["merchant_uid"][3:])
    assert consent.version == kept.version == "join-2026-11"
    [row] = shop.world.rows(AuditRow, AuditRow.act == Act.CONSENT_GIVEN)
    assert row.detail["sha256"] == consent.sha256


@pytest.mark.parametrize("agreed", [{}, {"agreed": ""}, {"agreed": "0" * 64}])
def test_no_window_without_consent_to_what_is_shown_now(shop: Shop, agreed: dict[str, str]) -> None:
    page = shop.page()
    before = len(shop.world.rows(Checkout))

    refused = shop.browser.post(page + "/window", data=agreed)

    assert refused.status_code == 409
    assert "asked" not in refused.json()
    assert len(shop.world.rows(Checkout)) == before
    assert shop.world.rows(Consent) == []


def test_what_is_shown_on_another_day_is_agreed_to_anew(shop: Shop) -> None:
    shop.world.move(START + timedelta(hours=13, minutes=50))  # 23:50 in Seoul
    page = shop.page()
    agreed = consent_of(shop.browser.get(page).text)
    shop.world.move(START + timedelta(hours=14, minutes=10))

    refused = shop.browser.post(page + "/window", data={"agreed": agreed})

    assert "바뀌었습니다" in refused.json()["said"]


def test_a_phone_number_of_the_page_never_reaches_us(shop: Shop) -> None:
    shown = shop.browser.get(shop.page()).text
    assert 'id="buyer_tel"' in shown
    assert "name=" not in shown.partition('id="buyer_tel"')[2].partition("</form>")[0]

    known = shop.browser.get(shop.page(member_phone="01012345678", member_email="a@b.kr")).text
    assert 'id="buyer_tel"' not in known
    assert "01012345678" not in known


def test_contacts_are_given_changed_and_taken_out_by_the_app(shop: Shop) -> None:
    shop.page(member_phone="01012345678", member_email="a@b.kr")
    shop.page(member_phone="01087654321")
    [contact] = shop.world.rows(MemberContact)
    assert (contact.phone, contact.email) == ("01087654321", "a@b.kr")

    shop.page(member_phone="", member_email="")

    assert shop.world.rows(MemberContact) == []


def test_the_gateway_away_opens_nothing_and_a_second_try_does(shop: Shop) -> None:
    page = shop.page()
    shop.world.sandbox.outage(FaultKind.ERROR_BEFORE, ["prepare"])

    refused = shop.tick(page)

    assert refused.status_code == 503
    assert "다시 시도해 주세요" in refused.json()["said"]
    shop.world.sandbox.lift_outage()
    assert shop.opens(page)["amount"] == 29_000


def test_the_window_shows_no_other_amount_than_was_prepared(shop: Shop) -> None:
    asked = shop.opens(shop.page())

    with pytest.raises(Exception, match="사전등록"):
        type_card(shop.world, {**asked, "amount": 100})


def test_too_many_windows_close_the_page(shop: Shop) -> None:
    page = shop.page()
    for _ in range(MOST_WINDOWS):
        shop.opens(page)

    assert "여러 번 시도해" in shop.tick(page).json()["said"]


# Tokens and time


def test_a_guessed_token_opens_nothing(shop: Shop) -> None:
    shop.page()
    for path in ("", "/back", "/return"):
        answer = shop.browser.get(f"/checkout/{'x' * 43}{path}", follow_redirects=False)
        assert answer.status_code == 410
        assert "없는 결제 페이지입니다" in said(answer)
    posted = shop.browser.post(f"/checkout/{'x' * 43}/window", data={"agreed": "0" * 64})
    assert posted.status_code == 409


def test_after_half_an_hour_no_window_opens(shop: Shop) -> None:
    page = shop.page()
    agreed = consent_of(shop.browser.get(page).text)
    shop.world.move(START + WINDOW_OPENS_FOR)

    late = shop.browser.get(page)
    posted = shop.browser.post(page + "/window", data={"agreed": agreed})

    assert "30분이 지나 닫혔습니다" in said(late)
    assert "30분이 지나 닫혔습니다" in posted.json()["said"]


def test_the_result_can_be_read_for_a_day(shop: Shop) -> None:
    page = shop.page()
    type_card(shop.world, shop.opens(page))
    shop.world.work()
    shop.world.move(START + RESULT_SHOWN_FOR - timedelta(minutes=1))
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)

    shop.world.move(START + RESULT_SHOWN_FOR)

    assert shop.browser.get(page + "/back").status_code == 410


def test_a_lapsed_page_whose_window_was_opened_says_what_became_of_it(shop: Shop) -> None:
    page = shop.page()
    asked = shop.opens(page)
    shop.world.move(START + WINDOW_OPENS_FOR + timedelta(minutes=5))
    type_card(shop.world, asked)
    shop.world.work()

    assert "바로 이용할 수 있습니다" in said(shop.browser.get(page))


def test_a_form_of_another_site_agrees_to_nothing(shop: Shop) -> None:
    page = shop.page()
    agreed = consent_of(shop.browser.get(page).text)

    asked = shop.browser.post(
        page + "/window", data={"agreed": agreed}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert asked.status_code == 403
    assert shop.world.rows(Consent) == []


def test_too_many_windows_at_once_are_too_many_as_well(shop: Shop) -> None:
    page = shop.page()
    agreed = {"agreed": consent_of(shop.browser.get(page).text)}

    with ThreadPoolExecutor(10) as tabs:
        ticks = [tabs.submit(shop.browser.post, page + "/window", data=agreed) for _ in range(40)]
    opened = [one.result().status_code for one in ticks]

    assert opened.count(200) == len(shop.world.rows(Consent)) <= MOST_WINDOWS


def test_whoever_reloads_without_end_does_not_ask_the_gateway_each_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(checkout_back, "read_windows", lambda _system, some: asked.append(some))
    page = shop.page()

    looks = [shop.browser.get(page + "/back").status_code for _ in range(40)]

    assert set(looks) == {200}
    assert len(asked) == checkout_back.MOST_ASKED.amount
    assert shop.browser.get(page + "/back?looks=" + "9" * 5000).status_code == 200
