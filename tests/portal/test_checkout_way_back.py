"""From a checkout back to the company's app, with a signed result."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr
from sqlalchemy import select
from standardwebhooks import Webhook

from billing_core.models import (
    Checkout,
    Consent,
)
from billing_core.portal.signed_return import signed_return
from billing_core.rules.checkout import CheckoutResult
from tests.parts.worlds import APP_SECRET, in_process
from tests.portal.shop import (
    RETURN_URL,
    START,
    Shop,
    consent_of,
    open_shop,
    said,
    type_card,
)

# Back to the app


def test_the_app_gets_the_member_back_with_a_signed_result(shop: Shop) -> None:
    started = shop.app_starts("user-7")
    page = urlsplit(started["checkout_url"]).path
    type_card(shop.world, shop.opens(page))
    shop.world.work()

    back = shop.browser.get(page + "/return", follow_redirects=False)

    address = urlsplit(back.headers["location"])
    told = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.netloc, told.pop("from")) == ("app.example", "checkout")
    at = datetime.fromtimestamp(int(told["at"]), UTC)
    assert told["signature"] == Webhook(APP_SECRET).sign(started["checkout"], at, "paid")
    assert set(told) == {"result", "checkout", "at", "signature"}
    assert (told["result"], told["checkout"]) == ("paid", started["checkout"])


def test_without_a_secret_nothing_unsigned_is_said(shop: Shop) -> None:
    mute = shop.system.settings.model_copy(update={"app_secret": SecretStr("")})
    assert signed_return(mute, RETURN_URL, "c", CheckoutResult.PAID, START) == RETURN_URL


def test_the_page_of_a_forgotten_checkout_has_no_way_back(shop: Shop) -> None:
    page = shop.page(return_url="https://app.example/")
    with shop.system.database.writing() as session:
        session.scalars(select(Checkout)).one().return_url = ""

    assert shop.browser.get(page + "/return").status_code == 410


def test_a_phones_window_may_be_told_nothing(sqlite_url: str) -> None:
    with in_process(sqlite_url, START) as world, open_shop(world, phone_amount_zero=True) as shop:
        page = shop.page()
        assert shop.opens(page)["amount"] == 29_000
        shop.browser.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E"
        assert shop.opens(page)["amount"] == 0
        assert "29,000원" in said(shop.browser.get(page))


def test_a_member_called_b_is_no_markup(shop: Shop) -> None:
    page = shop.page(member_name="<b>'\"" + "가" * 100)

    asked = shop.opens(page)

    assert asked["buyer_name"] == "b" + "가" * 9
    assert shop.opens(shop.page("user-8"))["buyer_name"] == "회원"


def test_in_english_too(shop: Shop) -> None:
    page = shop.page()

    words = said(shop.browser.get(page + "?lang=en"))

    assert "Start the subscription" in words
    assert "every month ₩29,000 until cancelled Next charge on 2026-02-28 (Sat)" in words
    shown = shop.browser.get(page)
    agreed = shop.browser.post(page + "/window", data={"agreed": consent_of(shown.text)})
    assert agreed.status_code == 200
    [consent] = shop.world.rows(Consent)
    assert consent.language == "en"
