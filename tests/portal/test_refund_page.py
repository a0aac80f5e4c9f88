"""A member's page for a refund, at a real door, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from billing_core.models import AuditRow, RefundClaim
from billing_core.portal.refund import REFUND_PATH, WITHDRAW_PATH
from billing_core.portal.sessions import begin_member_session
from billing_core.rules.act import Act
from billing_core.rules.refund_claim import ClaimState
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sidecar import create_app
from tests.cases.rest import seoul
from tests.parts.claims import AT_END, approves, claim, claims, last_payment, refuses
from tests.parts.server import Serve
from tests.parts.world import World
from tests.parts.worlds import in_process

Browse = Callable[[str], httpx.Client]


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with in_process(sqlite_url, seoul(1, 10)) as world:
        world.join("u1")
        world.join("u2")
        world.work()
        world.move(seoul(1, 20))
        yield world


@pytest.fixture
def url(world: World, serve: Serve) -> str:
    return serve(create_app(world.system))


def token_of(world: World, app_id: str) -> str:
    now = world.system.wall_clock.now()
    with world.system.database.writing() as session:
        return begin_member_session(session, world.number(app_id), now)


@pytest.fixture
def browse(world: World, url: str) -> Iterator[Browse]:
    opened: list[httpx.Client] = []

    def browser(app_id: str) -> httpx.Client:
        client = httpx.Client(base_url=url, follow_redirects=True, timeout=120)
        client.cookies.set("member", token_of(world, app_id))
        opened.append(client)
        return client

    yield browser
    for client in opened:
        client.close()


def words(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_member_asks_and_reads_what_became_of_it(world: World, browse: Browse) -> None:
    browser = browse("u1")
    first = browser.get(REFUND_PATH)
    assert "예상 환불액 19,646원 (29,000원 × 남은 21일 ÷ 31일 = 19,646원)" in words(first)
    assert "전액을 돌려드립니다" in words(first)

    sent = browser.post(
        REFUND_PATH,
        data={"payment": last_payment(world, "u1"), "kind": "mid_term", "reason": "이사 <b>갑니다"},
    )

    assert sent.status_code == 200
    assert "요청을 받았습니다" in words(sent)
    assert "검토 중" in words(sent)
    assert "2025년 1월 23일 (목)까지 답을 드립니다" in words(sent)
    [asked] = world.rows(RefundClaim)
    assert (asked.asked_by, asked.reason) == ("", "이사 <b>갑니다")
    approves(world, asked.id, 19_646, AT_END, note="")
    done = words(browser.get(REFUND_PATH))
    assert "환불 완료" in done
    assert "환불액 19,646원" in done
    assert "이용 만료일까지" in done
    assert "환불해 드립니다" in done


def test_whoever_waits_is_told_that_the_next_charge_comes_all_the_same(
    world: World, browse: Browse
) -> None:
    browser = browse("u1")
    assert "멈추지 않습니다" not in words(browser.get(REFUND_PATH))
    claims(world)

    waiting = browser.get(REFUND_PATH)

    assert "이 요청만으로는 다음 결제가 멈추지 않습니다" in words(waiting)
    assert 'href="/portal/cancel"' in waiting.text
    world.cancel("u1")
    assert "멈추지 않습니다" not in words(browser.get(REFUND_PATH))


def test_who_ends_the_contract_reads_that_nothing_more_is_charged(
    world: World, browse: Browse
) -> None:
    browser = browse("u1")
    assert "정기결제 해지도 함께 신청되어" in words(browser.get(REFUND_PATH))
    form = {"payment": last_payment(world, "u1"), "kind": "mid_term"}

    asked = browser.post(REFUND_PATH, data=form)

    assert "정기결제 해지가 신청되어 있어 다음 결제는 없습니다" in words(asked)
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING
    [claimed] = world.rows(RefundClaim)
    taken = browser.post(WITHDRAW_PATH, data={"claim": claimed.id})
    assert "정기결제 해지가 신청되어 있어" in words(taken)


def test_sent_twice_it_is_one_claim(world: World, browse: Browse) -> None:
    browser, form = browse("u1"), {"payment": last_payment(world, "u1"), "kind": "withdrawal"}

    for _ in range(2):
        assert browser.post(REFUND_PATH, data=form).status_code == 200

    assert len(world.rows(RefundClaim)) == 1
    assert len(world.rows(AuditRow, AuditRow.act == Act.REFUND_CLAIM_ASKED)) == 1


def test_a_refused_claim_shows_its_reason_and_can_be_asked_again(
    world: World, browse: Browse
) -> None:
    asked = claims(world)
    browser = browse("u1")
    assert "보낸 요청" in words(browser.get(REFUND_PATH))
    refuses(world, asked, "이용하신 기록이 있어 & 환불이 어렵습니다")

    page = browser.get(REFUND_PATH)

    assert "이용하신 기록이 있어 &amp; 환불이 어렵습니다" in page.text
    assert "환불을 요청합니다" in page.text


def test_a_member_takes_back_their_own_claim_and_no_other(world: World, browse: Browse) -> None:
    mine, theirs = claims(world), claims(world, "u2")
    browser = browse("u1")

    refused = browser.post(WITHDRAW_PATH, data={"claim": theirs})
    assert refused.status_code == 422
    assert "그런 환불 요청이 없습니다" in words(refused)
    assert claim(world, theirs).state is ClaimState.OPEN
    taken = browser.post(WITHDRAW_PATH, data={"claim": mine})

    assert "요청을 거뒀습니다" in words(taken)
    assert claim(world, mine).state is ClaimState.WITHDRAWN
    assert "요청을 거뒀습니다" in words(browser.post(WITHDRAW_PATH, data={"claim": mine}))


def test_one_that_was_answered_meanwhile_is_not_taken_back(world: World, browse: Browse) -> None:
    asked = claims(world)
    refuses(world, asked)

    late = browse("u1").post(WITHDRAW_PATH, data={"claim": asked})

    assert late.status_code == 422
    assert "담당자가 이미 답했거나 거두신 요청입니다" in words(late)


def test_a_session_that_ended_loses_no_word(world: World, url: str) -> None:
    form = {"payment": last_payment(world, "u1"), "reason": "<b>두 번</b> 결제됐어요"}

    refused = httpx.post(url + REFUND_PATH, data=form)

    assert refused.status_code == 410
    assert "&lt;b&gt;두 번&lt;/b&gt; 결제됐어요" in refused.text
    assert world.rows(RefundClaim) == []


@pytest.mark.parametrize("imp_uid", ["", "imp_0", "'; DROP TABLE", "가" * 500])
def test_no_payment_or_one_that_is_not_there_says_so(
    world: World, browse: Browse, imp_uid: str
) -> None:
    answer = browse("u1").post(REFUND_PATH, data={"payment": imp_uid, "reason": "남겨 둔 말"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "원장" not in answer.text, "the team's words are not a member's"
    assert "남겨 둔 말" in answer.text, "nothing typed is lost"
    assert world.rows(RefundClaim) == []


def test_of_another_members_payment_nothing_is_asked(world: World, browse: Browse) -> None:
    answer = browse("u1").post(REFUND_PATH, data={"payment": last_payment(world, "u2")})

    assert answer.status_code == 422
    assert world.rows(RefundClaim) == []


def test_a_card_number_in_the_reason_is_not_kept(world: World, browse: Browse) -> None:
    form = {"payment": last_payment(world, "u1"), "reason": "카드 4242424242424242"}

    answer = browse("u1").post(REFUND_PATH, data=form)

    assert answer.status_code == 422
    assert world.rows(RefundClaim) == []


def test_without_a_session_or_after_it_nothing_is_shown(world: World, url: str) -> None:
    for path, method in ((REFUND_PATH, "GET"), (REFUND_PATH, "POST"), (WITHDRAW_PATH, "POST")):
        answer = httpx.request(method, url + path)
        assert answer.status_code == 410
        assert "연결이 끝났습니다" in words(answer)


def test_a_form_of_another_site_is_refused(world: World, browse: Browse) -> None:
    form = {"payment": last_payment(world, "u1")}

    answer = browse("u1").post(REFUND_PATH, data=form, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert world.rows(RefundClaim) == []


def test_within_seven_days_it_says_all_for_whoever_did_not_use_it(
    world: World, browse: Browse
) -> None:
    world.register_card("u3", name="<b>")
    world.work()
    world.move(world.clock.now() + timedelta(days=2))

    shown = words(browse("u3").get(REFUND_PATH))

    assert "이용하지 않았다면 29,000원" in shown


def test_whoever_never_paid_reads_that_there_is_nothing(world: World, browse: Browse) -> None:
    world.open_window("u9", world.system.settings.plan("basic"))

    assert "환불을 요청할 수 있는 결제가 없습니다" in words(browse("u9").get(REFUND_PATH))


def test_in_english_no_korean_is_left(world: World, browse: Browse) -> None:
    approves(world, claims(world), 19_646, AT_END, note="", answer="Of course")

    shown = words(browse("u1").get(REFUND_PATH + "?lang=en"))

    assert "₩29,000 × 21 days left ÷ 31 days = ₩19,646" in shown
    assert re.findall("[가-힣]+", shown) == ["한국어"]


def test_it_is_small(browse: Browse) -> None:
    browser = browse("u1")
    page = browser.get(REFUND_PATH)
    style = re.search(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert style is not None
    assert len(page.content) + len(browser.get(style[1]).content) < 50_000


@pytest.mark.parametrize("width", [320, 1440])
def test_in_a_browser_it_fits_and_is_asked_by_hand(
    world: World, url: str, page: Page, width: int
) -> None:
    page.context.add_cookies([{"name": "member", "value": token_of(world, "u1"), "url": url}])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url + REFUND_PATH)
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide)
    page.get_by_label("사유").fill("이사합니다")
    page.get_by_role("button", name="환불을 요청합니다").click()
    page.get_by_text("요청을 받았습니다").wait_for()
    assert not page.evaluate(too_wide)
    page.get_by_role("button", name="이 요청을 거둡니다").click()
    page.get_by_text("요청을 거뒀습니다").wait_for()

    with world.system.database.reading() as session:
        assert session.scalars(select(RefundClaim.state)).all() == [ClaimState.WITHDRAWN]
