"""What a member reads where no page can be shown: a page in their words, never the house's."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response

from billing_core.database import StorageUnavailable
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.system import System
from tests.parts.server import Serve
from tests.portal.member_visits import text_of

OURS = ("데이터베이스", "관리자", "형식", "ids.")


@pytest.mark.parametrize(
    "path", ["/portal/x", "/portal/refund/x", "/checkout", "/checkout/a/b", "/pay", "/pay/a/b"]
)
def test_an_address_that_is_cut_off_is_a_page(browser_of_member: httpx.Client, path: str) -> None:
    answer = browser_of_member.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "없는 페이지입니다" in text_of(answer)
    assert "There is no such page" in browser_of_member.get(f"{path}?lang=en").text


@pytest.mark.parametrize(
    ("trouble", "status", "heading"),
    [
        (StorageUnavailable(OSError("disk full")), 503, "지금은 열 수 없습니다"),
        (RuntimeError("ours"), 500, "화면을 열지 못했습니다"),
    ],
)
def test_what_is_wrong_with_the_house_is_not_the_members(
    system: System, serve: Serve, trouble: Exception, status: int, heading: str
) -> None:
    def breaks(_visit: MemberVisit) -> Response:
        raise trouble

    url = serve(Starlette(routes=[member_route(system, "/broken", {"GET": breaks})]))
    answer = httpx.get(f"{url}/broken")
    said = text_of(answer)
    assert answer.status_code == status
    assert heading in said
    assert "disk full" not in said
    assert not [word for word in OURS if word in said]


def test_a_form_of_another_site_is_told_that_nothing_was_done(
    browser_of_member: httpx.Client,
) -> None:
    answer = browser_of_member.post("/portal/cancel", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "아무것도 바꾸지 않았습니다" in text_of(answer)


@pytest.mark.parametrize("path", ["/portal", "/portal/payments", "/checkout/x", "/certificates"])
def test_what_an_address_cannot_take_is_said_on_a_page(
    browser_of_member: httpx.Client, path: str
) -> None:
    answer = browser_of_member.post(path)
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("text/html")
    assert "GET" in answer.headers["allow"]
    assert "보낼 수 없는 내용이라" in text_of(answer)
    assert "cannot be sent to this address" in browser_of_member.put(f"{path}?lang=en").text


def test_what_is_too_long_to_be_read_is_said_on_a_page(browser_of_member: httpx.Client) -> None:
    answer = browser_of_member.post("/portal/cancel", data={"reason": "가" * 70_000})
    assert answer.status_code == 413
    assert "너무 길어 아무것도 바꾸지 않았습니다" in text_of(answer)


@pytest.mark.parametrize("path", ["card", "retry", "leave", "refund/withdraw"])
def test_a_closed_tab_that_a_form_had_led_to_comes_back_to_a_page(
    browser_of_member: httpx.Client, path: str
) -> None:
    answer = browser_of_member.get(f"/portal/{path}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/portal", "/portal/refund")


@pytest.mark.parametrize("path", ["/payments", "/portalx", "/checkouts", "/paypal/x"])
def test_an_address_that_only_begins_like_ours_is_nobodys(
    browser_of_member: httpx.Client, path: str
) -> None:
    answer = browser_of_member.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/json")
