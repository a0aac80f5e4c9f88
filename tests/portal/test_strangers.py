"""Who knows no token, or a broken one, at the member's pages: a sentence, and nothing is held up."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.rules.member_link import MOST_WRONG_ANSWERS, MemberLinkKind
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.quiet_system import quiet_system
from tests.parts.server import Serve
from tests.portal.test_entering import link_for

WEIRD = [
    "x",
    "%00",
    "%25",
    "%ED%A0%80",
    "%2e%2e",
    quote("회원 <b>"),
    "a" * 8_000,
    "%F0%9F%92%A9",
    "'--",
]
ADDRESSES = [
    "/portal/enter/{}",
    "/checkout/{}",
    "/checkout/{}/back",
    "/checkout/{}/return",
    "/pay/{}",
    "/certificates/{}",
    "/certificates?number={}",
    "/portal?done={}&lang={}",
    "/portal/payments?after={}",
    "/portal/refund?done={}",
    "/checkout/x/back?looks={}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_weird_address_is_told_so_on_a_page(
    browser_of_member: httpx.Client, address: str
) -> None:
    for weird in WEIRD:
        answer = browser_of_member.get(address.format(weird, weird))
        assert answer.status_code in (200, 404, 410), (weird[:20], answer.status_code)
        assert answer.headers["content-type"].startswith("text/html"), weird[:20]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "<b>" not in answer.text.replace("<b>20", "")


@pytest.fixture
def inside(system: System, browser_of_member: httpx.Client) -> httpx.Client:
    """A browser in which 홍길동 has come in."""
    browser_of_member.post(link_for(system), follow_redirects=False)
    return browser_of_member


@pytest.mark.parametrize(
    "after",
    ["0001-01-01T00:00:00%2B23:59~x", "9999-12-31T23:59:59-23:59~x", "2026-01-01T00:00:00Z~%00"],
)
def test_a_made_up_place_in_the_list_begins_at_the_newest(inside: httpx.Client, after: str) -> None:
    answer = inside.get(f"/portal/payments?after={after}")

    assert answer.status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # one writer at a time
@pytest.mark.parametrize(
    "path",
    [
        "/portal/enter/x",
        "/pay/x",
        "/checkout/x/window",
        "/portal/leave",
        "/portal/cancel",
        "/portal/withdraw",
        "/portal/retry",
        "/portal/card",
        "/portal/refund",
        "/portal/refund/withdraw",
    ],
)
def test_a_stranger_waits_for_no_writer_and_holds_up_none(
    system: System, browser_of_member: httpx.Client, path: str
) -> None:
    book = Path(str(system.database.url.database))
    with closing(sqlite3.connect(book, isolation_level=None)) as importing:
        importing.execute("BEGIN IMMEDIATE")
        browser_of_member.cookies.set("member", "guessed")
        answer = browser_of_member.post(path, data={"agreed": "x"}, timeout=10)

    assert answer.status_code in (200, 409, 410)


def test_many_guesses_at_once_are_counted_one_by_one(
    system: System, browser_of_member: httpx.Client
) -> None:
    link = link_for(system, MemberLinkKind.FROM_DESK, card="9410-****-****-1234")
    guesses = [f"{guess:04}" for guess in range(40)]

    with ThreadPoolExecutor(len(guesses)) as guessers:
        answers = list(
            guessers.map(
                lambda digits: browser_of_member.post(link, data={"digits": digits}), guesses
            )
        )

    heard = [one for one in answers if one.status_code == 422]
    assert len(heard) == MOST_WRONG_ANSWERS


def test_leaving_takes_the_cookie_away_where_the_address_is_https(
    sqlite_url: str, held_clock: HeldClock, serve: Serve
) -> None:
    with quiet_system(sqlite_url, held_clock, portal_url="https://pay.example") as system:
        left = httpx.post(serve(create_app(system)) + "/portal/leave")

    gone = left.headers["set-cookie"]
    assert gone.startswith('__Host-member=""')
    assert all(part in gone for part in ("Max-Age=0", "Path=/", "Secure"))
