"""Pictures of the member's side of the running demo, for the docs: `make shots`.

A new member is made in the company's app, who pays, looks, asks for a refund and cancels: the
demo's book has one member more afterwards.

Usage: python -m tests.shots_of_members [http://127.0.0.1:8650 [http://127.0.0.1:8501]]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error, Page

from tests.parts.desk import DESKTOP, FIRST_RUN_MS, SETTLED, visiting
from tests.shots import SCREENS, picture

USUAL = ["http://127.0.0.1:8650", "http://127.0.0.1:8501"]  # the company's app, the desk
PHONE = (390, 844)
NAME = "한서윤"
REGISTER = "동의하고 등록하기"
WINDOW = "[title=결제창]"  # the vendor's, over the page on a desk
OWN_PAGE = "내 결제 정보"
ADMINISTRATOR = "최은영"


def shown(page: Page, name: str, size: tuple[int, int] = PHONE, *, whole: bool = True) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENS / f"{name}.png", full_page=whole, animations="disabled")
    sys.stdout.write(f"docs/screens/{name}.png\n")


def enter(page: Page, app: str) -> None:
    """The first page of the company's app, with nobody in it."""
    page.context.clear_cookies()
    try:
        page.goto(app)
    except Error as why:
        sys.exit(f"{app} does not answer; start the demo first (make run).\n{why.message}")


def own_page(page: Page) -> None:
    page.get_by_role("button", name=OWN_PAGE).first.click()
    page.get_by_role("button", name="내 결제 정보 보기").click()
    page.get_by_role("heading", name="결제 내역").wait_for()


def joins(page: Page, app: str) -> None:
    """From the app to the checkout, through the window, paid and back."""
    enter(page, app)
    page.get_by_label("이름").fill(NAME)
    page.get_by_role("button", name="새 회원으로 들어가기").click()
    shown(page, "member-company-app-phone")
    page.get_by_role("button", name="구독하기").click()
    page.locator("#buyer_tel").fill("010-1234-5678")
    page.locator("#buyer_email").fill("seoyun@haru.example")
    page.locator("#consent").check()
    page.locator("#open:not([disabled])").wait_for()
    shown(page, "member-checkout-phone")
    shown(page, "member-checkout", DESKTOP)
    page.locator("#open").click()
    window = page.frame_locator(WINDOW)
    window.get_by_role("button", name=REGISTER).wait_for()
    shown(page, "member-window", DESKTOP, whole=False)  # it covers what is seen
    window.get_by_role("button", name=REGISTER).click()
    page.get_by_role("heading", name="결제되었습니다").wait_for()
    shown(page, "member-paid-phone")
    page.get_by_role("link", name="서비스로 돌아가기").click()


def looks_and_leaves(page: Page) -> None:
    """The own page in the light, in the dark and wide; a refund is asked for; it is cancelled."""
    own_page(page)
    home = page.url.partition("?")[0]
    shown(page, "member-page-phone")
    page.emulate_media(color_scheme="dark")
    shown(page, "member-page-phone-dark")
    page.emulate_media(color_scheme="light")
    shown(page, "member-page", DESKTOP)
    page.get_by_role("link", name="청약철회 · 환불 요청").click()
    shown(page, "member-refund-phone")
    page.goto(home)
    page.get_by_role("link", name="정기결제 해지").click()
    shown(page, "member-cancel-phone")
    page.get_by_role("button", name="해지하기").click()
    page.get_by_role("link", name="해지 확인서").wait_for()
    shown(page, "member-cancelled-phone")
    paper(page)


def paper(page: Page) -> None:
    """The confirmation of the cancellation as a picture, where pdftoppm can draw it."""
    with page.expect_download() as coming:
        page.get_by_role("link", name="해지 확인서").click()
    draw = shutil.which("pdftoppm")
    if draw is None:
        sys.stdout.write("no pdftoppm here: member-certificate.png is left as it was\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        coming.value.save_as(file)
        into = str(SCREENS / "member-certificate")
        subprocess.run([draw, "-png", "-singlefile", "-r", "90", file, into], check=True)
    sys.stdout.write("docs/screens/member-certificate.png\n")


def past_due(page: Page, app: str) -> None:
    enter(page, app)
    them = page.get_by_role("button").filter(has_text="결제 실패")
    if not them.count():
        sys.stdout.write("nobody of the demo is past due: those pictures are left as they were\n")
        return
    them.first.click()
    own_page(page)
    shown(page, "member-past-due-phone")
    page.goto(page.url.partition("?")[0] + "?lang=en")
    shown(page, "member-past-due-phone-english")


def at_the_desk(page: Page, desk: str) -> None:
    """The texts of the notices, as who may change them sees them."""
    page.goto(f"{desk}/sign-in")
    page.get_by_role("button", name=ADMINISTRATOR).click()
    page.wait_for_selector(SETTLED, timeout=FIRST_RUN_MS)
    picture(page, f"{desk}/notices?view=texts", SCREENS / "notices-texts.png", DESKTOP)


def main() -> None:
    given = [one.rstrip("/") for one in sys.argv[1:]]
    app, desk = (given + USUAL[len(given) :])[:2]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with visiting() as page:
        joins(page, app)
        looks_and_leaves(page)
        past_due(page, app)
        at_the_desk(page, desk)


if __name__ == "__main__":
    main()
