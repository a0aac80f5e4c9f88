"""The ten jobs of a morning in a real browser, with what each costs a person: `docs/ten-jobs.md`.

Usage: python -m tests.ten_jobs

A company is lived first, in a folder that goes away: forty members, of whom thirty-six have left,
one cannot pay and three go on. Each job begins on 현황, as an administrator, on a laptop's screen,
and ends when what was wanted stands on the screen.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import structlog
from playwright.sync_api import Locator, expect
from sqlalchemy import select

import dashboard.asgi
from billing_core import bootstrap
from billing_core.database import migrate
from billing_core.lifecycle.app_ids import the_member
from billing_core.models import PaymentRecord
from billing_core.sandbox.cards import CardOutcome
from billing_core.system import System
from tests.dashboard.browsing import Desk
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.parts.desk import visiting
from tests.parts.people import ADMINISTRATOR, hire_everybody
from tests.parts.server import serving
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2026, 8, 5, 0, 0, tzinfo=UTC)  # 36 days before the morning of the jobs
LEAVING = {f"m{number:02}": f"회원{number:02}" for number in range(36)}
STAYING = {"hana": "김하나", "duri": "이두리", "sena": "박세나", "nari": "최나리"}
LAPTOP = (1440, 900)
PATIENCE_MS = 120_000  # the machine may be busy; what it took is said
# The keystroke-level model (Card, Moran, Newell 1980): think and point and press, a letter, and
# for what is not on the screen as it stands, a turn of the wheel.
CLICK, LETTER, SCROLL = 2.65, 0.28, 1.5


@dataclass
class Job:
    """What one job took: `seconds` is what the desk and the machine took, without the person."""

    name: str
    clicks: int = 0
    letters: int = 0
    scrolls: int = 0
    seconds: float = 0.0

    @property
    def by_hand(self) -> float:
        """Seconds of the hand and the eye."""
        return CLICK * self.clicks + LETTER * self.letters + SCROLL * self.scrolls


class Office:
    """A person at the desk, who is counted."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page, self.job = desk, desk.page, Job("")

    def click(self, what: Locator, then: Locator | None = None) -> None:
        what.wait_for()
        self.job.scrolls += not self._is_on_screen(what)
        what.click()
        self.job.clicks += 1
        if then is not None:
            then.wait_for()

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact).first

    def text(self, said: str) -> Locator:
        return self.page.get_by_text(said).locator("visible=true").first

    def menu(self, page: str) -> None:
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page)
        self.click(link, self.page.get_by_role("heading", level=1, name=page))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.job.letters += len(text)

    def type_into(self, label: str, text: str) -> None:
        """Into the field of this name, which has the focus already."""
        expect(self.page.get_by_label(label)).to_be_focused(timeout=PATIENCE_MS)
        self.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.job.letters += 1

    def _is_on_screen(self, what: Locator) -> bool:
        box, size = what.bounding_box(), self.page.viewport_size
        assert box is not None
        assert size is not None
        return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def a_payment_of(system: System, app_id: str) -> str:
    """The gateway's number of one, as a member reads it from a text message."""
    with system.database.reading() as session:
        member = the_member(session, app_id)
        paid = select(PaymentRecord.imp_uid).where(PaymentRecord.member_id == member.id)
        return session.scalars(paid.order_by(PaymentRecord.imp_uid)).all()[-1]


def find_what_waits(at: Office) -> None:
    """All kinds of work in one list, on the first screen."""
    at.text("할 일 없음").wait_for()
    assert at._is_on_screen(at.text("할 일 없음"))


def to_approvals(at: Office) -> None:
    at.click(at.text("권한 변경 승인을 기다리는 회원"), at.page.locator(".bd-a-row").first)


def approve_one(at: Office) -> None:
    to_approvals(at)
    at.click(at.button("회원00 승인"), at.button("승인합니다"))
    at.click(at.button("승인합니다"), at.text("1명의 권한을 무료로 바꿨습니다"))


def approve_thirty(at: Office) -> None:
    to_approvals(at)
    at.click(at.button("통과한 회원 모두 선택"), at.button("명 승인"))
    at.click(at.page.get_by_role("button", name="명 승인"), at.button("승인합니다"))
    at.click(at.button("승인합니다"), at.text("명의 권한을 무료로 바꿨습니다"))


def hold(at: Office) -> None:
    to_approvals(at)
    at.click(at.page.locator(".bd-a-row").nth(1), at.button("보류"))
    at.click(at.button("보류"))
    at.type_into("보류 사유", "환불 문의 중")
    at.click(at.button("보류합니다"), at.text("보류했습니다"))


def undo(at: Office) -> None:
    """What has just been approved, from the bar beside it."""
    at.click(at.button("되돌리기"), at.text("유료로 되돌렸"))


def find_by_half_a_number(at: Office) -> None:
    number = a_payment_of(at.desk.system, "hana")
    at.press("/")
    at.type(number[: len(number) // 2 + 2])
    at.click(at.button("김하나 · hana"), at.page.get_by_role("heading", level=1, name="회원"))
    at.text("전할 말").wait_for()


def tell_why(at: Office) -> None:
    at.press("/")
    at.type("최나리")
    at.click(at.button("최나리 · nari"), at.text("전할 말"))
    at.text("잔액").wait_for()
    at.click(at.page.locator(".st-key-members_to_say").get_by_role("button"))


def refund_a_part(at: Office) -> None:
    at.press("/")
    at.type("김하나")
    at.click(at.button("김하나 · hana"), at.button("환불", exact=True))
    at.click(at.button("환불", exact=True))
    at.type_into("사유", "일부 이용하지 못함")
    at.click(at.page.get_by_label("환불할 금액"))
    at.press("ControlOrMeta+a")
    at.type("10000")
    at.click(at.button("환불합니다"), at.text("10,000원을 환불했습니다"))


def close_a_month(at: Office) -> None:
    at.click(at.text("을 마감할 수 있습니다"), at.button("마감", exact=True))
    at.click(at.button("마감", exact=True), at.button("이대로 마감합니다"))
    at.click(at.button("이대로 마감합니다"), at.text("을 마감했습니다"))


def file_to_accountant(at: Office) -> None:
    at.menu("내보내기")
    row = at.page.locator(".st-key-exports_tax")
    at.click(
        row.get_by_role("button", name="파일 만들기"), row.get_by_role("button", name="내려받기")
    )
    at.click(row.get_by_role("button", name="내려받기"), at.page.get_by_role("dialog"))
    at.type_into("사유", "세무 신고")
    at.click(at.page.get_by_role("dialog").get_by_role("button", name="확인", exact=True))
    with at.page.expect_download():
        at.click(at.page.locator(".bd-download"))


@contextmanager
def lived() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'book.db'}"
        migrate(url)
        hire_everybody(url)
        with in_process(url, START) as world:
            joins(world, **LEAVING, **STAYING)
            refuse_cards(world, CardOutcome.INSUFFICIENT_FUNDS, "nari")
            leave(world, *LEAVING)
            live(world, 4)
            yield world


@contextmanager
def office() -> Iterator[Office]:
    with (
        lived() as world,
        patch.object(bootstrap, "assemble", lambda: world.system),
        serving(dashboard.asgi.app) as url,
        visiting(LAPTOP) as page,
    ):
        page.set_default_timeout(PATIENCE_MS)
        desk = Desk(page, url, world.system)
        desk.sign_in(ADMINISTRATOR)
        yield Office(desk)


JOBS: tuple[tuple[str, Callable[[Office], None]], ...] = (
    ("무엇이 기다리는지 알기", find_what_waits),
    ("한 명 승인", approve_one),
    ("방금 한 승인 되돌리기", undo),
    ("보류", hold),  # before the rest are approved
    ("서른네 명 승인", approve_thirty),
    ("결제 번호 반으로 찾기", find_by_half_a_number),
    ("회원에게 이유를 말하기", tell_why),
    ("일부 환불", refund_a_part),
    ("월 마감", close_a_month),
    ("세무사에게 파일", file_to_accountant),
)


def done(at: Office, name: str, job: Callable[[Office], None]) -> Job:
    """A job begins on 현황 as it stands (the drawing of it is not the job's); an undo where the
    approval was."""
    if job is not undo:
        at.desk.open()
    at.job = Job(name)
    began = perf_counter()
    job(at)
    at.job.seconds = perf_counter() - began
    return at.job


def row_of(job: Job) -> str:
    counted = f"{job.clicks} | {job.letters} | {job.scrolls}"
    return f"| {job.name} | {counted} | {job.seconds:.1f} | {job.by_hand:.0f} |\n"


def main() -> None:
    sys.stdout.write(
        "| 일 | 클릭 | 글쇠 | 스크롤 | 데스크(초) | 손과 눈(초) |\n|---|---|---|---|---|---|\n"
    )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with office() as at:
        at.desk.open("approvals")  # the first page of a process is slower than any after it
        for name, job in JOBS:
            sys.stdout.write(row_of(done(at, name, job)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
