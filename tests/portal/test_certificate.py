"""The confirmation of a cancellation: read from the PDF, and asked whether it is genuine."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from billing_core.lifecycle.certify_cancellation import certify_cancellation
from billing_core.models import AuditRow, Cancellation
from billing_core.portal.certificate import VERIFY_PATH, certificate_pdf
from billing_core.portal.home import CANCEL_PATH, CERTIFICATE_PATH, WITHDRAW_PATH
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.company import Company
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.wording.languages import ENGLISH
from tests.cases.rest import seoul
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.portal.member_visits import browser_of, door, text_of

COMPANY = Company(
    name="주식회사 하루",
    representative="김하루",
    registration_number="123-45-67890",
    address="서울특별시 중구 세종대로 110",
    phone="02-123-4567",
    email="help@haru.example",
)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, seoul(1, 10)) as world:
        world.register_card("user-1042", name="홍길동")
        world.work()
        object.__setattr__(world.system.settings, "company", COMPANY)
        yield world


@pytest.fixture
def browser(world: World) -> Iterator[httpx.Client]:
    with door(world) as url, browser_of(url, world, "user-1042") as browser:
        yield browser


def read(paper: bytes) -> str:
    """The text of the one page, blanks as one."""
    [page] = PdfReader(BytesIO(paper)).pages
    return " ".join(page.extract_text().split())


def test_what_it_says_once_the_gateway_has_proved_it(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    world.work()

    came = browser.get(CERTIFICATE_PATH)

    assert came.headers["content-type"] == "application/pdf"
    assert "attachment" in came.headers["content-disposition"]
    text = read(came.content)
    assert "정기결제 해지 확인서" in text
    assert "회원 홍길동 (us****42)" in text
    assert "상품 월 정기 멤버십" in text
    assert "해지 신청 2025년 1월 10일 10:00" in text
    assert "마지막 결제 2025년 1월 10일 (금) · 29,000원" in text
    assert "이용 만료일 2025년 2월 10일 (월) 0시" in text
    assert "남아 있지 않음을 2025년 1월 10일 10:00에 확인했습니다." in text
    assert "더 이상 결제되지 않습니다" in text
    assert "발급일 2025년 1월 10일 (금)" in text
    assert "주식회사 하루" in text
    assert "사업자등록번호 123-45-67890" in text
    [asked] = world.rows(Cancellation)
    assert f"확인 번호 {asked.certificate_number}" in text
    assert f"{VERIFY_PATH}{asked.certificate_number}" in text.replace(" ", "")
    assert "user-1042" not in text


def test_before_that_it_says_that_it_is_being_confirmed(browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)

    text = read(browser.get(CERTIFICATE_PATH).content)

    assert "예약된 결제가 해제되었는지 확인하고 있습니다" in text
    assert "더 이상 청구하지 않습니다" in text


def test_the_letters_are_in_the_file(browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    paper = browser.get(CERTIFICATE_PATH).content

    [page] = PdfReader(BytesIO(paper)).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    for font in fonts:
        [descendant] = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()
    assert len(paper) < 60_000, "of the font only what is written"


def test_taken_again_it_is_the_same_file(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    world.work()

    papers = {browser.get(CERTIFICATE_PATH).content for _ in range(3)}

    assert len(papers) == 1
    assert len(world.rows(AuditRow, AuditRow.act == Act.CANCELLATION_CERTIFIED)) == 1


def test_in_english(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    text = read(browser.get(f"{CERTIFICATE_PATH}?lang=en").content)
    assert "Confirmation of cancellation" in text
    assert "₩29,000" in text


def test_what_went_back_stands_beside_the_last_payment(world: World) -> None:
    from billing_core.lifecycle.refund_payment import refund_payment
    from billing_core.models import LedgerEntry

    [payment] = world.rows(LedgerEntry)
    refund_payment(world.system, payment.imp_uid, amount=9_000, reason="요청", actor=APPROVER)
    world.work()
    asked = world.cancel("user-1042")
    paper = certificate_pdf(world.system, asked.id, actor=APPROVER, reason="회원 요청")
    assert "29,000원 (환불 9,000원)" in read(paper)


@pytest.mark.parametrize("name", ["<b>굵게</b>", "", "가나다라 " * 24, "🦊 王小明", "뷁쀍햏"])
@pytest.mark.parametrize("place", [0, ENGLISH])
def test_whatever_a_member_is_called(world: World, name: str, place: int) -> None:
    with world.system.database.writing() as session:
        session.get_one(type(world.member("user-1042")), world.number("user-1042")).name = name
    asked = world.cancel("user-1042")

    text = read(
        certificate_pdf(world.system, asked.id, actor=APPROVER, reason="회원 요청", place=place)
    )

    assert "us****42" in text
    assert text.count("가나다라") == name.count("가나다라")
    assert "뷁쀍햏" in text or "뷁" not in name


def test_anybody_may_ask_whether_it_is_genuine_and_learns_nothing_more(
    world: World, browser: httpx.Client
) -> None:
    browser.post(CANCEL_PATH)
    world.work()
    browser.get(CERTIFICATE_PATH)
    [asked] = world.rows(Cancellation)
    number = asked.certificate_number
    assert number is not None
    browser.cookies.clear()

    shown = browser.get(VERIFY_PATH + number)

    text = text_of(shown)
    assert "발급된 확인서가 맞습니다." in text
    assert "해지 신청 2025년 1월 10일 10:00" in text
    assert "해지 완료 확인됨" in text
    for secret in ("홍길동", "1042", "29,000", "월 정기 멤버십"):
        assert secret not in text
    typed = browser.get("/certificates", params={"number": number.lower().replace("-", " ")})
    assert "발급된 확인서가 맞습니다." in text_of(typed)


def test_one_that_was_withdrawn_says_so(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    browser.get(CERTIFICATE_PATH)
    [asked] = world.rows(Cancellation)
    browser.post(WITHDRAW_PATH)

    assert "회원이 해지를 철회함" in text_of(
        browser.get(f"{VERIFY_PATH}{asked.certificate_number}")
    )
    gone = browser.get(CERTIFICATE_PATH)
    assert gone.status_code == 409
    assert "해지 확인서를 만들 수 없습니다" in text_of(gone)


@pytest.mark.parametrize("number", ["x", "0000-0000-0000-0000-0000", "%00", "가나다", "a" * 3_000])
def test_an_invented_number_is_unknown(browser: httpx.Client, number: str) -> None:
    shown = browser.get(VERIFY_PATH + number)
    assert shown.status_code == 404
    assert "발급된 확인서가 없습니다" in text_of(shown)


def test_the_page_to_type_it_on(browser: httpx.Client) -> None:
    shown = browser.get("/certificates")
    assert shown.status_code == 200
    assert "확인 번호" in text_of(shown)


def test_nobody_takes_another_members(world: World) -> None:
    world.join("u2")
    asked = world.cancel("user-1042")
    refused = {
        member_acting(world.number("u2")): RefusalCode.NOT_SIGNED_IN,
        VIEWER: RefusalCode.NOT_ALLOWED,
    }
    for actor, code in refused.items():
        with pytest.raises(Refusal) as told:
            certificate_pdf(world.system, asked.id, actor=actor, reason="회원 요청")
        assert told.value.says is code
    with pytest.raises(Refusal) as told:
        certificate_pdf(world.system, asked.id, actor=APPROVER)
    assert told.value.says is RefusalCode.NO_REASON
    [kept] = world.rows(Cancellation)
    assert kept.certificate_number is None


def test_one_told_by_a_file(world: World) -> None:
    with world.system.database.writing() as session:
        session.add(
            Cancellation(
                id="C-1",
                member_id=world.number("user-1042"),
                subscription_id=None,
                requested_at=seoul(1, 10),
                recorded_at=seoul(1, 10) + DAY,
                requested_by="",
                source="cancellations.csv",
            )
        )
    paper = certificate_pdf(world.system, "C-1", actor=APPROVER, reason="회원 요청")
    assert "회사의 기록에 남아 있는 해지 신청입니다." in read(paper)


def test_two_at_once_get_one_number(world: World) -> None:
    asked = world.cancel("user-1042")
    numbers = set()
    for _ in range(3):
        with world.system.database.writing() as session:
            certified = certify_cancellation(
                session, asked.id, actor=APPROVER, now=world.clock.now(), reason="회원 요청"
            )
            numbers.add(certified.certificate_number)
    assert len(numbers) == 1
    assert len(world.rows(AuditRow, AuditRow.act == Act.CANCELLATION_CERTIFIED)) == 3
