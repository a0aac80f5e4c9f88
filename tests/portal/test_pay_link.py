"""A payment link: made at the desk, used once, for the one cycle that failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.charge_now import charge_now
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.round import make_round
from billing_core.models import Charge, Checkout, MemberSession, Subscription
from billing_core.portal.checkout_start import start_member_checkout
from billing_core.portal.links import ENTER_PATH
from billing_core.portal.payment_links import PAY_PATH, make_payment_link
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.member_link import LASTS, MemberLinkKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.portal.shop import OVER_THE_LIMIT, START, Shop, open_shop, said, type_card

FAILED = datetime(2026, 2, 28, 2, 0, tzinfo=UTC)  # an hour after the renewal of 28 February


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    with in_process(database_url, START) as world:
        world.join("user-7")
        world.set_card("user-7", CardOutcome.OVER_LIMIT)
        world.wait_until(FAILED)
        with open_shop(world) as shop:
            yield shop


def link_for(shop: Shop, member_id: str = "user-7", actor: object = APPROVER) -> str:
    system = shop.system
    with system.database.writing() as session:
        return make_payment_link(
            session,
            the_member(session, member_id),
            actor=actor,  # type: ignore[arg-type]
            policy=system.settings.policy,
            now=system.clock.now(),
            wall_now=system.wall_clock.now(),
        )


def begin(shop: Shop, link: str) -> str:
    """Presses the button; returns the path of the checkout page."""
    begun = shop.browser.post(link, follow_redirects=False)
    assert begun.status_code == 303, said(begun)
    return str(begun.headers["location"])


def now_charges(world: World) -> list[Charge]:
    """What was charged at once with a card for a failed cycle."""
    return [one for one in world.rows(Charge, Charge.how == ChargeHow.NOW) if one.period == 1]


def test_it_says_which_charge_failed_and_why(shop: Shop) -> None:
    shown = shop.browser.get(link_for(shop))

    words = said(shown)
    assert "29,000원" in words
    assert "2026년 2월 28일 (토) ~ 2026년 3월 30일 (월)" in words
    assert "카드의 이용 한도를 넘었습니다" in words
    assert "user-7" not in shown.text


def test_another_card_pays_this_cycle_at_once_and_the_day_stays(shop: Shop) -> None:
    world = shop.world
    world.wait(2 * DAY)
    page = begin(shop, link_for(shop))
    assert "2026년 2월 28일 (토)부터 2026년 3월 30일 (월)까지의 이용 요금" in said(
        shop.browser.get(page)
    )

    type_card(world, shop.opens(page))
    world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    [charge] = now_charges(world)
    assert (charge.state, charge.requested_at) == (ChargeState.PAID, FAILED + 2 * DAY)
    subscription = world.subscription("user-7")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert subscription.paid_through == datetime(2026, 3, 30, 15, 0, tzinfo=UTC)
    assert len(world.rows(Subscription)) == 1, "no second contract"
    [coming] = world.live("user-7")
    assert (coming.period, coming.state) == (2, ChargeState.BOOKED)
    assert coming.due_at == datetime(2026, 3, 31, 1, 0, tzinfo=UTC), "the anchor day is kept"
    assert world.ledger("user-7") == [29_000, 29_000]


def test_the_booked_retry_is_taken_back_first(shop: Shop) -> None:
    world = shop.world
    old = world.subscription("user-7").customer_uid
    assert len(world.gateway_bookings(old)) == 1, "the first rung of the ladder"
    page = begin(shop, link_for(shop))

    type_card(world, shop.opens(page))
    world.work()
    world.wait(5 * DAY)

    assert world.gateway_bookings(old) == []
    assert world.ledger("user-7") == [29_000, 29_000]


def test_a_card_that_is_refused_again_leaves_the_ladder(shop: Shop) -> None:
    world = shop.world
    page = begin(shop, link_for(shop))
    type_card(world, shop.opens(page), OVER_THE_LIMIT)
    world.work()

    assert "결제가 승인되지 않았습니다" in shop.comes_back(page)
    assert [one.state for one in now_charges(world)] == [ChargeState.FAILED]
    world.work()
    assert len(now_charges(world)) == 1, "once per card"
    [coming] = world.live("user-7")
    assert coming.state is ChargeState.BOOKED

    type_card(world, shop.opens(page))
    world.work()
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)


def test_until_the_last_minute_of_the_grace(shop: Shop) -> None:
    world = shop.world
    world.wait_until(datetime(2026, 3, 6, 14, 57, tzinfo=UTC))  # it ends at midnight in Seoul
    page = begin(shop, link_for(shop))

    type_card(world, shop.opens(page))
    world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert world.subscription("user-7").paid_through == datetime(2026, 3, 30, 15, 0, tzinfo=UTC)


def test_the_job_done_twice_charges_once(shop: Shop) -> None:
    world = shop.world
    page = begin(shop, link_for(shop))
    type_card(world, shop.opens(page))
    world.work()

    charge_now(shop.system, world.subscription("user-7").id)

    assert world.ledger("user-7") == [29_000, 29_000]


def test_it_is_used_once_and_a_preview_uses_nothing(shop: Shop) -> None:
    link = link_for(shop)
    for _ in range(3):
        assert shop.browser.get(link).status_code == 200
    before = len(shop.world.rows(Checkout))
    begin(shop, link)

    again = shop.browser.post(link)

    assert again.status_code == 410
    assert "이미 사용했거나 시간이 지난 결제 링크입니다" in said(again)
    assert shop.browser.get(link).status_code == 410
    assert len(shop.world.rows(Checkout)) == before + 1


def test_it_lapses_and_cannot_be_guessed(shop: Shop) -> None:
    link = link_for(shop)
    assert shop.browser.post(PAY_PATH + "x" * 43).status_code == 410

    shop.system.wall_clock.advance(LASTS[MemberLinkKind.PAYMENT])  # type: ignore[attr-defined]

    assert shop.browser.get(link).status_code == 410
    assert shop.browser.post(link).status_code == 410


def test_it_opens_nobodys_page(shop: Shop) -> None:
    link = link_for(shop)

    entered = shop.browser.post(ENTER_PATH + link.removeprefix(PAY_PATH), follow_redirects=False)

    assert entered.status_code == 410
    assert shop.world.rows(MemberSession) == []


def paid_by_retry(shop: Shop) -> None:
    shop.world.set_card("user-7", CardOutcome.APPROVED)
    shop.world.retry("user-7")
    shop.world.work()
    shop.world.wait(timedelta(minutes=10))


def paid_and_refunded(shop: Shop) -> None:
    paid_by_retry(shop)
    [paid] = shop.world.rows(Charge, Charge.state == ChargeState.PAID, Charge.period == 1)
    shop.world.call_gateway("/payments/cancel", {"imp_uid": paid.imp_uid, "amount": 29_000})
    shop.world.wait(timedelta(minutes=10))


def cancelled(shop: Shop) -> None:
    shop.world.cancel("user-7")
    shop.world.work()


def ended(shop: Shop) -> None:
    shop.world.wait(10 * DAY)
    assert shop.world.subscription("user-7").status is SubscriptionStatus.ENDED


VOID = [
    (paid_by_retry, "이미 완료되었습니다"),
    (paid_and_refunded, "이미 완료되었습니다"),
    (cancelled, "하지 않으셔도 됩니다"),
    (ended, "이용이 끝나"),
]


@pytest.mark.parametrize(("meanwhile", "says"), VOID)
def test_it_is_void_once_the_cycle_is_settled(shop: Shop, meanwhile: object, says: str) -> None:
    link = link_for(shop)

    meanwhile(shop)  # type: ignore[operator]

    assert says in said(shop.browser.get(link))
    assert says in said(shop.browser.post(link))


@pytest.mark.parametrize(("meanwhile", "says"), VOID[:3])
def test_so_is_the_page_that_it_opened(shop: Shop, meanwhile: object, says: str) -> None:
    page = begin(shop, link_for(shop))

    meanwhile(shop)  # type: ignore[operator]

    assert says in said(shop.browser.get(page))


def test_a_card_for_a_cycle_that_was_paid_meanwhile_takes_nothing(shop: Shop) -> None:
    world = shop.world
    page = begin(shop, link_for(shop))
    asked = shop.opens(page)
    paid_by_retry(shop)

    type_card(world, asked)
    world.work()

    assert world.ledger("user-7") == [29_000, 29_000]
    assert "카드를 등록했습니다" in shop.comes_back(page)


def test_a_card_for_a_subscription_that_was_cancelled_meanwhile_takes_nothing(shop: Shop) -> None:
    world = shop.world
    page = begin(shop, link_for(shop))
    asked = shop.opens(page)
    cancelled(shop)

    type_card(world, asked)
    world.work()

    assert world.ledger("user-7") == [29_000]
    assert "담당자가 확인한 뒤" in shop.comes_back(page)


def test_a_first_charge_that_failed_is_paid_alike(shop: Shop) -> None:
    world = shop.world
    world.join("user-9", card=OVER_THE_LIMIT)
    link = link_for(shop, "user-9")
    assert "첫 결제" in said(shop.browser.get(link))
    page = begin(shop, link)

    type_card(world, shop.opens(page))
    world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert world.ledger("user-9") == [29_000]
    assert shop.browser.get(link).status_code == 410


def test_only_whoever_may_makes_one_and_only_where_a_charge_failed(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused:
        link_for(shop, actor=VIEWER)
    assert refused.value.says is RefusalCode.NOT_ALLOWED
    shop.world.join("user-9")
    with pytest.raises(Refusal) as refused:
        link_for(shop, "user-9")
    assert refused.value.says is RefusalCode.NOTHING_FAILED
    shop.world.declare_recovery()
    with pytest.raises(Refusal) as refused:
        link_for(shop)
    assert refused.value.says is RefusalCode.LEFT_TO_GATEWAY


def test_no_page_is_bound_to_another_members_cycle(shop: Shop) -> None:
    theirs = shop.world.subscription("user-7").id
    shop.world.join("user-9")

    with pytest.raises(Refusal) as refused:
        start_member_checkout(
            shop.system, "user-9", plan_id=None, return_url="", pays_cycle=(theirs, 1)
        )

    assert refused.value.says is RefusalCode.CHECKOUT_OVER


def asks_the_team(shop: Shop) -> None:
    """Whether a refund at the console ends access: nothing is charged before somebody says it."""
    subscription = shop.world.subscription("user-7")
    with shop.system.database.writing() as session:
        open_finding(
            session,
            FindingKind.UNASKED_REFUND,
            "imp_1:1",
            now=shop.system.clock.now(),
            member_id=subscription.member_id,
            amount=1_000,
            subscription_id=subscription.id,
        )


def test_while_the_team_has_a_question_no_page_promises_a_charge(shop: Shop) -> None:
    world = shop.world
    page, any_page = begin(shop, link_for(shop)), shop.page(plan=None)
    asks_the_team(shop)

    for one in (page, any_page):
        assert "담당자가 이 결제를 확인하고 있습니다" in said(shop.browser.get(one))
    with pytest.raises(Refusal) as refused:
        link_for(shop)
    assert refused.value.says is RefusalCode.BEING_LOOKED_INTO

    with shop.system.database.writing() as session:
        close_finding(
            session,
            FindingKind.UNASKED_REFUND,
            "imp_1:1",
            now=shop.system.clock.now(),
            answer=FindingAnswer.WITHDRAWN,
        )
    type_card(world, shop.opens(page))
    world.work()
    world.wait(timedelta(minutes=10))
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert world.ledger("user-7") == [29_000, 29_000]


@pytest.mark.parametrize("ended_first", [False, True])
def test_a_card_that_the_end_of_the_grace_overtook_is_a_persons(
    shop: Shop, *, ended_first: bool
) -> None:
    """Registered and heard of in the last minute, and charged by no worker before it was over."""
    world = shop.world
    world.wait_until(datetime(2026, 3, 6, 14, 59, tzinfo=UTC))
    page = begin(shop, link_for(shop))
    type_card(world, shop.opens(page))
    assert "결제하고 있습니다" in shop.comes_back(page)
    world.move(datetime(2026, 3, 6, 15, 1, tzinfo=UTC))
    if ended_first:
        make_round(shop.system)
    world.work()

    assert "담당자가 확인한 뒤" in shop.comes_back(page)
    assert world.ledger("user-7") == [29_000]
    assert world.subscription("user-7").status is SubscriptionStatus.ENDED
    world.cure(FindingKind.LATE_REGISTRATION, Cure.BEGIN_WITH_CARD)
    assert world.ledger("user-7") == [29_000, 29_000]


def test_a_rung_on_the_old_card_that_was_on_its_way_meanwhile_gives_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new card is registered while the next try of the old one is just being booked."""
    world = shop.world
    asked = shop.opens(begin(shop, link_for(shop)))
    gateway = type(shop.system.gateway)
    book, typed = gateway.book, [asked]

    def books(*self: object, **order: object) -> object:
        answer = book(*self, **order)  # type: ignore[arg-type]
        while typed:
            type_card(world, typed.pop())
            world.work()
        return answer

    monkeypatch.setattr(gateway, "book", books)
    world.wait_until(FAILED + DAY)
    for _ in range(2):
        world.wait(timedelta(minutes=10))

    assert world.subscription("user-7").status is SubscriptionStatus.ACTIVE
    assert world.ledger("user-7") == [29_000, 29_000]
