"""The member's own page: each state in plain words, a failed payment and the ways out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, event

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import HistoryFile, import_files
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.open_finding import open_finding
from billing_core.models import AuditRow, Charge, Checkout, Member, MemberSession
from billing_core.plain_rows import CompiledQuery
from billing_core.portal.enter import HOME_PATH
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.member_link import SESSION_LASTS
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.rest import QUIET, seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.portal.member_visits import browser_of, door, text_of

BROKE = "9366-0000-0000-0051"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, seoul(1, 10)) as world:
        yield world


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with door(world) as url:
        yield url


def fails(world: World, outcome: CardOutcome = CardOutcome.INSUFFICIENT_FUNDS) -> None:
    """The renewal of 10 February is refused."""
    world.join("u1")
    world.set_card("u1", outcome)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)


def test_a_subscription_that_goes_on(world: World, url: str) -> None:
    world.join("u1")

    with browser_of(url, world, "u1", return_url="https://app.example/me") as browser:
        shown = browser.get(HOME_PATH)

    text = text_of(shown)
    assert "정기결제를 이용하고 있습니다" in text
    assert "다음 결제 2025년 2월 10일 (월) 29,000원" in text
    assert "이용 만료일 2025년 2월 10일 (월) 0시" in text
    assert "신한카드 ****-0001" in text
    assert 'href="https://app.example/me"' in shown.text
    assert 'action="/portal/card"' in shown.text
    assert 'href="/portal/refund"' in shown.text
    assert 'href="/portal/cancel"' in shown.text


def test_the_way_back_is_an_address_of_the_web(world: World, url: str) -> None:
    world.join("u1")
    with browser_of(url, world, "u1", return_url="javascript:alert(1)") as browser:
        shown = browser.get(HOME_PATH).text

    assert "javascript" not in shown
    assert "서비스로 돌아가기" not in shown


def test_it_is_small_and_needs_no_script(world: World, url: str) -> None:
    world.join("u1")
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)
        style = browser.get(shown.text.partition('rel="stylesheet" href="')[2].partition('"')[0])

    assert len(shown.content) + len(style.content) < 50_000
    assert "<script" not in shown.text
    assert "style=" not in shown.text


def test_in_english(world: World, url: str) -> None:
    fails(world)
    with browser_of(url, world, "u1") as browser:
        text = text_of(browser.get(f"{HOME_PATH}?lang=en"))

    assert "This payment was refused" in text
    assert "The account behind the card does not have enough." in text
    assert "until 2025-02-17 (Mon) 00:00" in text


def test_why_a_payment_failed_until_when_and_what_helps(world: World, url: str) -> None:
    fails(world)
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)

    text = text_of(shown)
    assert "2025년 2월 10일 (월)에 29,000원이 결제되지 않았습니다." in text
    assert "카드에 연결된 계좌의 잔액이 부족합니다." in text
    assert "그대로 두시면 2025년 2월 11일 (화)에 자동으로 다시 결제합니다." in text
    assert "2025년 2월 17일 (월) 0시까지 결제되지 않으면" in text
    assert "다른 카드로 결제" in text
    assert 'action="/portal/retry"' in shown.text
    assert "카드 변경" not in text, "another card would be charged at once"


def test_paying_again_keeps_the_anchor_day(world: World, url: str) -> None:
    fails(world)
    world.move(seoul(2, 10, 15))
    world.set_card("u1", CardOutcome.APPROVED)
    with browser_of(url, world, "u1") as browser:
        asked = text_of(browser.post("/portal/retry"))
        assert "다시 결제를 요청했습니다" in asked
        assert "다시 결제하고 있습니다" in asked
        world.work()
        world.wait_until(seoul(2, 10, 16))
        paid = text_of(browser.get(HOME_PATH))

    assert "다음 결제 2025년 3월 10일 (월) 29,000원" in paid
    subscription = world.subscription("u1")
    assert (subscription.status, subscription.anchor) == (
        SubscriptionStatus.ACTIVE,
        kst_date(seoul(1, 10)),
    )
    assert world.ledger("u1") == [29_000, 29_000]
    [asked_by] = world.rows(AuditRow, AuditRow.act == Act.CHARGE_RETRY_ASKED)
    assert asked_by.actor_kind is ActorKind.MEMBER


def test_a_double_click_is_one_charge_and_one_try(world: World, url: str) -> None:
    fails(world)
    world.set_card("u1", CardOutcome.APPROVED)
    with browser_of(url, world, "u1") as browser:
        for _ in range(3):
            assert "다시 결제를 요청했습니다" in text_of(browser.post("/portal/retry"))
    world.wait(DAY)

    assert len(world.rows(AuditRow, AuditRow.act == Act.CHARGE_RETRY_ASKED)) == 1
    assert world.ledger("u1") == [29_000, 29_000]


def test_nobody_hammers_a_card(world: World, url: str) -> None:
    fails(world)
    with browser_of(url, world, "u1") as browser:
        for tried in range(3):
            assert "다시 결제를 요청했습니다" in text_of(browser.post("/portal/retry"))
            world.work()
            world.wait_until(seoul(2, 10, 13 + tried))
        fourth = browser.post("/portal/retry")
        shown = browser.get(HOME_PATH)

    assert fourth.status_code == 409
    assert "하루에 3번까지" in text_of(fourth)
    assert "내일 다시 시도해 주세요" in text_of(shown)
    assert 'action="/portal/retry"' not in shown.text
    refused = world.rows(Charge, Charge.state == ChargeState.FAILED)
    assert len(refused) == 4  # the renewal, and three tries


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (CardOutcome.EXPIRED, "유효기간이 지났습니다"),
        (CardOutcome.LOST_OR_STOLEN, "분실 또는 도난 신고된"),
    ],
)
def test_a_card_that_cannot_pay_is_not_tried_again(
    world: World, url: str, outcome: CardOutcome, why: str
) -> None:
    fails(world, outcome)
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)
        asked = browser.post("/portal/retry")

    assert why in text_of(shown)
    assert 'action="/portal/retry"' not in shown.text
    assert "다른 카드로 결제" in text_of(shown)
    assert asked.status_code == 409
    assert why in text_of(asked)


def test_another_card_pays_this_cycle(world: World, url: str) -> None:
    fails(world, CardOutcome.EXPIRED)
    with browser_of(url, world, "u1") as browser:
        sent = browser.post("/portal/card", follow_redirects=False)
        assert sent.headers["location"].startswith("/checkout/")
        checkout = world.rows(Checkout)[-1]
        assert checkout.subscription_id == world.subscription("u1").id
        world.finish_window(checkout)
        world.wait(DAY)
        paid = text_of(browser.get(HOME_PATH))

    assert "다음 결제 2025년 3월 10일 (월) 29,000원" in paid


def test_beside_the_gateways_own_tries_the_member_is_told_in_their_words(
    world: World,
) -> None:
    world.declare_recovery()
    fails(world)
    with door(world) as url, browser_of(url, world, "u1") as browser:
        shown = text_of(browser.get(HOME_PATH))
        asked = text_of(browser.post("/portal/retry"))

    assert "같은 카드로 자동으로 다시 시도하고 있습니다" in shown
    assert "두 번 결제될 수 있습니다" in asked
    assert "포트원" not in shown + asked


def test_a_first_payment_that_was_refused(world: World, url: str) -> None:
    world.join("u1", BROKE)
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)
        assert "첫 결제가 되지 않았습니다" in text_of(shown)
        assert 'href="/portal/refund"' not in shown.text, "nothing was paid"
        world.set_card("u1", CardOutcome.APPROVED)
        world.move(seoul(1, 10, 11))
        browser.post("/portal/retry")
        world.work()
        paid = text_of(browser.get(HOME_PATH))

    assert "정기결제를 이용하고 있습니다" in paid
    assert world.ledger("u1") == [29_000]


def test_a_first_payment_that_is_under_way(world: World, url: str) -> None:
    world.join("u1", BROKE)
    world.move(seoul(1, 10, 11))
    with browser_of(url, world, "u1") as browser:
        shown = browser.post("/portal/retry")

    assert "다시 결제하고 있습니다" in text_of(shown)
    assert 'action="/portal/retry"' not in shown.text
    assert 'action="/portal/card"' not in shown.text


def test_of_an_imported_history_the_payments_alone(world: World, url: str) -> None:
    csv = (
        "imp_uid,merchant_uid,member_id,paid_at,amount\n"
        "S-1,S-1,u9,2024-12-05T10:00:00+09:00,29000\n"
    )
    file = HistoryFile(FileKind.PAYMENTS, SourceFile("payments.csv", csv.encode()))
    import_files(world.system.database, [file], APPROVER, world.clock.now())
    with browser_of(url, world, "u9") as browser:
        shown = browser.get(HOME_PATH)

    text = text_of(shown)
    assert "이용 중인 정기결제가 없습니다" in text
    assert "2024년 12월 5일 (목) 결제 29,000원" in text
    assert 'href="/portal/cancel"' not in shown.text


def test_after_the_end(world: World, url: str) -> None:
    fails(world)
    world.wait_until(seoul(2, 25), pace=QUIET)
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)

    text = text_of(shown)
    assert "정기결제가 끝났습니다" in text
    assert "다음 결제 예정된 결제 없음" in text
    assert 'href="/portal/cancel"' not in shown.text


def test_nobody_sees_another_members_page(world: World, url: str) -> None:
    world.join("u1")
    world.join("u2", plan="plus")
    with browser_of(url, world, "u1") as one, browser_of(url, world, "u2") as two:
        assert "월 정기 멤버십 29,000원" in text_of(one.get(HOME_PATH))
        assert "월 정기 멤버십 플러스" in text_of(two.get(HOME_PATH))
        two.post("/portal/cancel")

    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert world.subscription("u2").status is SubscriptionStatus.CANCELLING


@pytest.mark.parametrize("path", [HOME_PATH, "/portal/payments", "/portal/cancel"])
def test_without_a_session_there_is_one_sentence(world: World, url: str, path: str) -> None:
    with httpx.Client(base_url=url, timeout=120, cookies={"member": "guessed"}) as stranger:
        refused = stranger.get(path)

    assert refused.status_code == 410
    assert "안전을 위해 연결이 끝났습니다" in text_of(refused)
    assert "링크" not in text_of(refused), "no link is at fault"


def test_in_the_grace_it_says_until_when_the_service_goes_on(world: World, url: str) -> None:
    still = "그때까지는 그대로 이용할 수 있습니다."
    fails(world)
    with browser_of(url, world, "u1") as browser:
        page = text_of(browser.get(HOME_PATH))

    assert f"까지 결제되지 않으면 정기결제가 끝납니다. {still}" in page
    assert "이용 가능 기한 2025년 2월 17일 (월) 0시" in page, "not the day that is over"


def test_a_session_that_ended_does_nothing(world: World, url: str) -> None:
    fails(world)
    with browser_of(url, world, "u1") as browser:
        world.system.wall_clock.advance(SESSION_LASTS)  # type: ignore[attr-defined]
        refused = browser.post("/portal/retry")

    assert refused.status_code == 410
    assert world.rows(AuditRow, AuditRow.act == Act.CHARGE_RETRY_ASKED) == []


def test_a_form_of_another_site_does_nothing(world: World, url: str) -> None:
    fails(world)
    with browser_of(url, world, "u1") as browser:
        for path in ("/portal/retry", "/portal/card", "/portal/cancel", "/portal/withdraw"):
            sent = browser.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            assert sent.status_code == 403, path

    assert world.subscription("u1").status is SubscriptionStatus.PAST_DUE
    assert len(world.rows(Checkout)) == 1


def test_a_forgotten_member_has_no_page(world: World, url: str) -> None:
    world.join("u1")
    with browser_of(url, world, "u1") as browser:
        with world.system.database.writing() as session:
            member = session.get_one(Member, world.number("u1"))
            member.forgotten_at = world.clock.now()
        assert browser.get(HOME_PATH).status_code == 410
    assert len(world.rows(MemberSession)) == 1


@pytest.mark.parametrize("name", ["<b>굵게</b>", "", "가" * 120])
def test_whatever_a_member_is_called(world: World, url: str, name: str) -> None:
    world.register_card("u1", name=name)
    world.work()
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)
    assert shown.status_code == 200
    assert "<b>" not in shown.text


def test_while_the_team_has_a_question_nothing_is_charged(world: World, url: str) -> None:
    fails(world)
    subscription = world.subscription("u1")
    with world.system.database.writing() as session:
        open_finding(
            session,
            FindingKind.BOOKING_MOVED,
            "S-1",
            now=world.clock.now(),
            member_id=subscription.member_id,
            amount=subscription.price,
            subscription_id=subscription.id,
        )
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH)
        asked = browser.post("/portal/retry")

    assert "담당자가 이 결제를 확인하고 있습니다" in text_of(shown)
    assert 'action="/portal/retry"' not in shown.text
    assert 'action="/portal/card"' not in shown.text
    assert asked.status_code == 409
    assert "확인이 끝난 뒤 다시 시도해 주세요" in text_of(asked)
    assert world.rows(AuditRow, AuditRow.act == Act.CHARGE_RETRY_ASKED) == []


def test_the_page_asks_the_book_three_times(
    world: World, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join("u1")
    asked: list[str] = []
    engine = world.system.database.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    compiled_rows = CompiledQuery.rows

    def noted_rows(
        query: CompiledQuery[Any], connection: Connection, values: Mapping[str, Any]
    ) -> Sequence[Any]:
        asked.append("SELECT by the driver")
        return compiled_rows(query, connection, values)

    with browser_of(url, world, "u1") as browser:
        event.listen(engine, "before_cursor_execute", note)
        monkeypatch.setattr(CompiledQuery, "rows", noted_rows)
        browser.get(HOME_PATH)
        event.remove(engine, "before_cursor_execute", note)

    assert len([one for one in asked if one.startswith("SELECT")]) == 3


def test_a_member_begins_only_so_many_pages_a_day(url: str, world: World) -> None:
    world.join("u1")
    world.work()
    with browser_of(url, world, "u1") as browser, ThreadPoolExecutor(10) as tabs:
        begun = [
            tabs.submit(browser.post, "/portal/card", follow_redirects=False) for _ in range(24)
        ]

    codes = [one.result().status_code for one in begun]
    assert (codes.count(303), codes.count(409)) == (20, 4)
