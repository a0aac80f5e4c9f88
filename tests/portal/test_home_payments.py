"""The member's payments: all of them, page by page, with their slips and what went back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.desk.member_payments import payments_of_member
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.portal.enter import HOME_PATH
from billing_core.portal.home import FIRST_ROWS, place_in, slip_shown
from billing_core.rules.calendar import kst_date
from billing_core.rules.classification import PaymentClass
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source
from billing_core.settings import Settings
from tests.cases.hands import pays_by_transfer
from tests.cases.rest import seoul
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process
from tests.portal.member_visits import browser_of, door, text_of


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, seoul(1, 10)) as world:
        world.join("u1")
        yield world


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with door(world) as url:
        yield url


def older_payments(world: World, how_many: int, *, slip: str = "") -> None:
    """Told by a file: two of each second, so that only their numbers tell them apart."""
    with world.system.database.writing() as session:
        for each in range(how_many):
            at = seoul(1, 1) - timedelta(days=each // 2)
            session.add(
                PaymentRecord(
                    imp_uid=f"S-{each:03}",
                    merchant_uid=f"S-{each:03}",
                    member_id=world.number("u1"),
                    payment_class=PaymentClass.CHARGE,
                    status=PaymentStatus.PAID,
                    amount=10_000 + each,
                    paid_at=at,
                    receipt_url=slip,
                    source=Source.IMPORT,
                    first_seen_at=at,
                    read_at=at,
                    raw={},
                )
            )


def test_every_payment_is_found_page_by_page(world: World, url: str) -> None:
    older_payments(world, 80)
    seen: list[str] = []
    with browser_of(url, world, "u1") as browser:
        shown, path = browser.get(HOME_PATH), HOME_PATH
        while True:
            seen += re.findall(
                r"(1[0-9],[0-9]{3}|29,000)원</?\w*", shown.text.partition("<table>")[2]
            )
            more = re.search(r'href="(/portal/payments\?after=[^"]+)"', shown.text)
            if more is None:
                break
            path = more[1]
            shown = browser.get(path)

    assert len(seen) == 81
    assert len(set(seen)) == 81


def test_what_came_in_meanwhile_moves_no_page(world: World) -> None:
    older_payments(world, 10)
    with world.system.database.reading() as session:
        number = world.number("u1")
        first = payments_of_member(session, number, limit=FIRST_ROWS)
        assert first.next is not None
        rest = payments_of_member(session, number, limit=FIRST_ROWS, after=first.next)
    assert {one.amount for one in first.rows} & {one.amount for one in rest.rows} == set()
    assert rest.next is None


@pytest.mark.parametrize(
    "after", ["", "x", "~", "2025-01-01~S", "9" * 400, "2025-13-01T00:00:00+00:00~S"]
)
def test_an_address_that_means_nothing_begins_at_the_newest(
    world: World, url: str, after: str
) -> None:
    assert place_in(after) is None
    with browser_of(url, world, "u1") as browser:
        shown = browser.get("/portal/payments", params={"after": after})
    assert "29,000원" in text_of(shown)


def test_a_refund_is_shown_with_its_day(world: World, url: str) -> None:
    [payment] = world.rows(LedgerEntry)
    refund_payment(
        world.system, payment.imp_uid, amount=9_000, reason="며칠 쓰지 못함", actor=APPROVER
    )
    world.work()
    with browser_of(url, world, "u1") as browser:
        assert "환불 9,000원 · 2025년 1월 10일 (금)" in text_of(browser.get(HOME_PATH))


def test_a_refund_that_only_a_person_knows_of_is_shown_too(world: World, url: str) -> None:
    [payment] = world.rows(LedgerEntry)
    with world.system.database.writing() as session:
        record_refund_by_hand(
            session,
            payment.imp_uid,
            EntryKind.TRANSFER_REFUND,
            amount=5_000,
            at=seoul(1, 10),
            reason="계좌로 돌려드림",
            evidence="이체 내역",
            actor=APPROVER,
            now=world.clock.now(),
        )
    with browser_of(url, world, "u1") as browser:
        assert "환불 5,000원" in text_of(browser.get(HOME_PATH))


def test_a_transfer_is_no_card_and_one_that_was_taken_back_no_payment(
    world: World, url: str
) -> None:
    from billing_core.lifecycle.reverse_transfer import reverse_transfer

    world.move(seoul(2, 5))
    pays_by_transfer(world, seoul(2, 4))
    with browser_of(url, world, "u1") as browser:
        assert "2025년 2월 4일 (화) 계좌 이체 29,000원" in text_of(browser.get(HOME_PATH))
        [transfer] = world.rows(PaymentRecord, PaymentRecord.source == Source.BY_HAND)
        with world.system.database.writing() as session:
            reverse_transfer(
                session,
                transfer.imp_uid,
                reason="다른 회원의 입금",
                actor=APPROVER,
                now=world.clock.now(),
            )
        assert "계좌 이체" not in text_of(browser.get(HOME_PATH))


def test_an_issuance_is_no_payment(world: World, url: str) -> None:
    with browser_of(url, world, "u1") as browser:
        shown = browser.get(HOME_PATH).text
    assert shown.count("<tr>") == 2  # the heading and the one charge
    assert kst_date(world.clock.now()).year == 2025


def test_a_slip_leads_to_safe_addresses_alone(world: World, url: str) -> None:
    older_payments(world, 2, slip="https://iniweb.inicis.com/slip?x=1&y=2")
    with browser_of(url, world, "u1") as browser:
        assert 'href="https://iniweb.inicis.com/slip?x=1&amp;y=2"' in browser.get(HOME_PATH).text
    real = Settings(gateway_url="http://127.0.0.1:8600")
    demo = Settings(gateway_url="http://127.0.0.1:8600", demo=True)
    assert slip_shown("https://pg.example/s", real)
    assert slip_shown("http://127.0.0.1:8600/receipts/imp_1", demo)
    for address in ("javascript:alert(1)", "http://pg.example", "", "//pg.example", "data:x"):
        assert slip_shown(address, demo) == ""
    assert slip_shown("http://127.0.0.1:8600/receipts/imp_1", real) == ""
    assert slip_shown("http://127.0.0.1:86001/receipts", demo) == ""
