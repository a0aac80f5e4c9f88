"""The checkout page: one result whoever brings it, nothing without consent, a sentence for all else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from standardwebhooks import Webhook

from billing_core.lifecycle.checkout_page import page_of_token
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    AuditRow,
    Charge,
    Checkout,
    Consent,
    ConsentText,
    JobKind,
    MemberContact,
    Subscription,
)
from billing_core.portal import checkout_back
from billing_core.portal.signed_return import signed_return
from billing_core.rules.act import Act
from billing_core.rules.checkout import MOST_WINDOWS, RESULT_SHOWN_FOR, CheckoutResult
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.registration import CARD_COUNTS_FOR, WINDOW_OPENS_FOR
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.world import DAY, World
from tests.parts.worlds import APP_SECRET, in_process
from tests.portal.shop import RETURN_URL, Shop, consent_of, open_shop, said, type_card

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)  # 31 January, 10:00 in Seoul
OVER_THE_LIMIT = "9366-0000-0000-0061"
NO_CARD = "9366-0000-0000-0005"


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    with in_process(database_url, START) as world, open_shop(world) as shop:
        yield shop


def bells_lost(world: World) -> None:
    world.sandbox.sender = lambda _notice: None


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


# One result, in any order


@pytest.mark.parametrize("order", ["browser", "bell", "sweep", "bell twice"])
def test_whoever_brings_it_there_is_one_result(shop: Shop, order: str) -> None:
    world, page = shop.world, shop.page()
    if order in ("browser", "sweep"):
        bells_lost(world)
    type_card(world, shop.opens(page))
    if order == "browser":
        assert "결제하고 있습니다" in shop.comes_back(page)
    if order == "bell twice":
        world.ring_again()
    if order == "sweep":
        world.forget_jobs(JobKind.SWEEP)
        world.wait(timedelta(minutes=11))
    world.work()

    words = shop.comes_back(page)

    assert "결제가 완료되어 바로 이용할 수 있습니다" in words
    assert "29,000원" in words
    assert world.ledger("user-7") == [29_000]
    assert shop.comes_back(page) == words
    assert said(shop.browser.get(page)) == words, "the page itself leads to its result"


def test_the_bell_before_the_browser_and_the_browser_before_the_charge(shop: Shop) -> None:
    page = shop.page()
    asked = shop.opens(page)
    type_card(shop.world, asked)

    assert "결제하고 있습니다" in shop.comes_back(page)
    shop.world.work()
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)


def test_nothing_found_is_unknown_and_never_failed(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    closed = shop.browser.get(page + "/back?imp_success=false&error_msg=closed")

    assert "카드 등록을 확인하고 있습니다" in said(closed)
    assert 'http-equiv="refresh"' in closed.text
    assert f'href="{page}"' in closed.text, "another try"
    assert "오래" not in said(closed)


def test_what_the_browser_says_is_no_proof(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    forged = shop.comes_back(page)

    assert "카드 등록을 확인하고 있습니다" in forged
    assert shop.world.rows(Subscription) == []


def test_a_gateway_that_does_not_answer_is_asked_again(shop: Shop) -> None:
    page = shop.page()
    bells_lost(shop.world)
    type_card(shop.world, shop.opens(page))
    shop.world.sandbox.outage(FaultKind.ERROR_BEFORE, ["find_all"])

    assert "카드 등록을 확인하고 있습니다" in shop.comes_back(page)

    shop.world.sandbox.lift_outage()
    assert "결제하고 있습니다" in shop.comes_back(page)


def test_the_page_looks_less_and_less_often(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    soon = shop.browser.get(page + "/back").text
    later = shop.browser.get(page + "/back?looks=500").text

    assert 'content="2;url=' in soon
    assert 'content="30;url=' in later


def test_a_card_refused_in_the_window_may_be_another(shop: Shop) -> None:
    page = shop.page()
    type_card(shop.world, shop.opens(page), NO_CARD)

    words = shop.comes_back(page)
    assert "카드를 등록하지 못했습니다" in words
    assert "카드사가 승인하지 않았습니다" not in words, "it may only have been closed"

    type_card(shop.world, shop.opens(page))
    shop.world.work()
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)


def test_a_declined_charge_says_why_and_takes_another_card(shop: Shop) -> None:
    page = shop.page()
    type_card(shop.world, shop.opens(page), OVER_THE_LIMIT)
    shop.world.work()

    words = shop.comes_back(page)
    assert "결제가 승인되지 않았습니다" in words
    assert "카드의 이용 한도를 넘었습니다" in words

    asked = shop.opens(page)
    assert "카드 등록을 확인하고 있습니다" in shop.comes_back(page)
    type_card(shop.world, asked)
    shop.world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert shop.world.ledger("user-7") == [29_000]
    assert len(shop.world.rows(Subscription)) == 1


def test_two_tabs_pay_once(shop: Shop) -> None:
    page = shop.page()
    one, other = shop.opens(page), shop.opens(page)
    for asked in (one, other):
        type_card(shop.world, asked)
        shop.world.work()

    assert shop.world.ledger("user-7") == [29_000]
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert len(shop.world.live("user-7")) == 1


def test_two_pages_pay_once(shop: Shop) -> None:
    first, second = shop.page(), shop.page()
    type_card(shop.world, shop.opens(first))
    shop.world.work()

    refused = shop.browser.get(second)

    assert refused.status_code == 410
    assert "이미 이용 중이라 다시 결제하지 않습니다" in said(refused)
    assert f'href="{RETURN_URL}"' in refused.text


def test_two_windows_settled_at_the_same_time_wait_for_each_other(shop: Shop) -> None:
    world = shop.world
    bells_lost(world)
    for member in map(str, range(8)):
        windows = [shop.opens(shop.page(member)) for _ in range(2)]
        for asked in windows:
            type_card(world, asked)
        orders = [str(asked["merchant_uid"]) for asked in windows]
        read = [shop.system.gateway.find_all_payments(order)[0] for order in orders]

        def settle(payment: Payment) -> None:
            with shop.system.database.writing() as session:
                settle_payment(session, payment, source=Source.READ, now=START)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(settle, read))
    world.work()

    assert len(world.rows(Subscription)) == 8
    assert [world.ledger(str(member)) for member in range(8)] == [[29_000]] * 8


def test_a_card_that_comes_a_day_late_is_a_persons(shop: Shop) -> None:
    page = shop.page()
    asked = shop.opens(page)
    bells_lost(shop.world)
    shop.world.move(START + RESULT_SHOWN_FOR - timedelta(minutes=1))
    type_card(shop.world, asked)
    shop.world.move(START + RESULT_SHOWN_FOR - timedelta(seconds=1))
    with shop.system.database.writing() as session:
        page_of_token(session, page.rpartition("/")[2], shop.world.clock.now()).created_at = START
        session.scalars(select(Checkout).where(Checkout.page_id.is_not(None))).one().created_at = (
            START - CARD_COUNTS_FOR
        )

    words = shop.comes_back(page)

    assert "담당자가 확인한 뒤 안내해 드립니다" in words
    assert shop.world.findings(FindingKind.LATE_REGISTRATION) != []
    assert shop.world.rows(Charge) == []


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


# Another card


def test_another_card_costs_nothing_now(shop: Shop) -> None:
    shop.world.join("user-7")
    shop.world.move(START + DAY)
    page = shop.page(plan=None)

    words = said(shop.browser.get(page))
    assert "결제 카드 변경" in words
    assert "지금 결제 없음" in words
    assert "2026년 2월 28일 (토)" in words
    type_card(shop.world, shop.opens(page))
    shop.world.work()

    assert "카드를 등록했습니다" in shop.comes_back(page)
    assert shop.world.ledger("user-7") == [29_000]
    assert len(shop.world.live("user-7")) == 1


def test_who_cancelled_meanwhile_changes_no_card(shop: Shop) -> None:
    shop.world.join("user-7")
    shop.world.move(START + DAY)
    page = shop.page(plan=None)
    shop.world.cancel("user-7")

    assert "먼저 해지를 철회해 주세요" in said(shop.browser.get(page))


def test_a_window_that_may_have_taken_money_is_not_opened_again(shop: Shop) -> None:
    """A registration with an approval number: a person looks whether it was a payment."""
    page = shop.page()
    asked, agreed = shop.opens(page), consent_of(shop.browser.get(page).text)
    shop.world.onetime(asked["merchant_uid"], asked["customer_uid"], 29_000)
    shop.world.work()

    assert [one.kind for one in shop.world.findings()] == [FindingKind.QUARANTINED_PAYMENT]
    assert "다시 시도하지 마세요" in shop.comes_back(page)
    assert "다시 시도하지 마세요" in said(shop.browser.get(page))
    assert shop.browser.post(page + "/window", data={"agreed": agreed}).status_code == 409
    shop.world.cure(FindingKind.QUARANTINED_PAYMENT, Cure.LEAVE_OUT)

    type_card(shop.world, shop.opens(page))
    shop.world.work()
    assert shop.world.ledger("user-7") == [29_000]


def test_a_card_is_charged_what_its_own_window_showed(shop: Shop) -> None:
    """Two plans in two tabs: the second card is registered a second before the charge of the first
    is sent, and heard of while that one is unclear."""
    world = shop.world
    world.work()
    dear, cheap = shop.opens(shop.page(plan="plus")), shop.page(plan="basic")
    asked = shop.opens(cheap)
    type_card(world, dear)
    world.move(START + timedelta(seconds=1))
    bell, world.sandbox.sender = world.sandbox.sender, lambda _notice: None
    type_card(world, asked)
    world.sandbox.sender = bell
    world.move(START + timedelta(seconds=2))
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    world.work()
    assert "결제하고 있습니다" in shop.comes_back(cheap)

    for _ in range(5):
        world.wait(timedelta(minutes=7))

    assert world.ledger("user-7") == [29_000]
    assert world.subscription("user-7").plan_id == "basic"


def test_a_second_window_after_joining_and_cancelling_is_a_persons(shop: Shop) -> None:
    world = shop.world
    first, second = shop.page(), shop.page()
    asked = shop.opens(second)
    type_card(world, shop.opens(first))
    world.work()
    world.cancel("user-7")
    world.wait(timedelta(minutes=10))

    type_card(world, asked)
    world.work()

    assert "담당자가 확인한 뒤" in shop.comes_back(second)
    assert [one.kind for one in world.findings()] == [FindingKind.LATE_REGISTRATION]
    assert world.ledger("user-7") == [29_000]


def test_a_failed_cycle_is_charged_at_once_by_any_page(shop: Shop) -> None:
    world = shop.world
    world.join("user-7")
    world.set_card("user-7", CardOutcome.OVER_LIMIT)
    world.wait_until(datetime(2026, 2, 28, 2, 0, tzinfo=UTC))
    assert world.subscription("user-7").status is SubscriptionStatus.PAST_DUE
    page = shop.page(plan=None)

    assert "다른 카드로 결제" in said(shop.browser.get(page))
    type_card(world, shop.opens(page))
    world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert world.ledger("user-7") == [29_000, 29_000]
    assert world.subscription("user-7").status is SubscriptionStatus.ACTIVE


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
