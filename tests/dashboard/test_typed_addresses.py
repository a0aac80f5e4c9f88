"""Mistyped addresses lead to the page that was meant, or to our sentence: never to a white page."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.gate.typed_addresses import is_no_file, straightened
from tests.dashboard.knocking import PAGE, signed_in
from tests.parts.world import World


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/members%20", "/members"),
        ("/%E3%80%80members%09", "/members"),
        ("/today", "/"),
        ("/pages/today", "/"),
        ("/sign-in/nothing", "/nothing"),
        ("/today/members?text=x", "/members?text=x"),
        ("/members/?number=3", "/members?number=3"),
        ("/a%2Fb", "/b"),
        ("/%20", "/"),
        ("/%25", "/"),
        ("/static/x.js", "/x.js"),
        ("/today?language=en", "/?language=en"),  # somebody types what stands in a guide's picture
        ("/pages/approvels%20", "/approvels"),
        ("/pages/today%20?language=en", "/?language=en"),
    ],
)
def test_a_mistyped_address_leads_where_it_was_meant(
    world: World, address: str, typed: str, meant: str
) -> None:
    with httpx.Client(base_url=address, headers=signed_in(world, address)) as client:
        answer = client.get(typed, headers=PAGE)
    assert answer.status_code == 303
    assert httpx.URL(answer.headers["location"]) == httpx.URL(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/%00", "/"),
        ("//", "/"),
        ("//members", "/members"),
        ("/mem%00bers", "/members"),
        ("/%5C%5Chost", "/host"),
        ("/..%2F", "/"),
        ("/C:", "/C"),
    ],
)
@pytest.mark.parametrize("accepts", ["text/html", "*/*"])
def test_what_could_be_no_file_is_no_bad_request(
    world: World, address: str, typed: str, meant: str, accepts: str
) -> None:
    host, headers = urlsplit(address).netloc, signed_in(world, address)
    with closing(HTTPConnection(host)) as wire:  # httpx would write another address
        wire.request("GET", typed, headers=headers | {"Accept": accepts})
        answer = wire.getresponse()
    assert (answer.status, answer.getheader("location")) == (303, meant)


@given(st.text(max_size=30))
def test_what_is_straightened_once_stays(typed: str) -> None:
    once = straightened(f"/{typed}")
    if once is not None:
        assert straightened(httpx.URL(once).path) is None
        assert not once.startswith("//")
        assert not is_no_file(httpx.URL(once).path)


@pytest.mark.parametrize(
    "path", ["/", "/members", "/_stcore/health", "/download/token", "/없는화면"]
)
def test_a_right_one_and_doors_of_other_things_are_left_alone(path: str) -> None:
    assert straightened(path) is None
