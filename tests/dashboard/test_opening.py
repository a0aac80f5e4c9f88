"""What a page is going to need is named by its first answer, and is there while one signs in."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page

from tests.dashboard.browsing import Desk
from tests.dashboard.conftest import PATIENCE_MS
from tests.dashboard.knocking import PAGE, signed_in
from tests.parts.world import World

SCRIPT = re.compile(r'rel="modulepreload" crossorigin href="\.(/static/js/[^"]+)"')
PLOTLY_LOADED = re.compile(r"/static/js/PlotlyChart\.")
SOON = re.compile(r'rel="prefetch" crossorigin href="(/static/[^"]+)"')


@pytest.mark.parametrize("path", ["/", "/analysis"])
def test_a_page_of_charts_names_plotly_with_its_first_answer(
    world: World, address: str, path: str
) -> None:
    with httpx.Client(base_url=address, headers=signed_in(world, address)) as client:
        scripts = SCRIPT.findall(client.get(path, headers=PAGE).text)
        assert any("/PlotlyChart." in each for each in scripts)
        assert len(scripts) == len(set(scripts))
        for each in scripts:
            assert "javascript" in client.get(each).headers["content-type"], each


def test_a_page_without_charts_names_its_own_alone(world: World, address: str) -> None:
    with httpx.Client(base_url=address, headers=signed_in(world, address)) as client:
        text = client.get("/members", headers=PAGE).text
    scripts = SCRIPT.findall(text)
    assert any("/Html." in each for each in scripts)
    assert "PlotlyChart" not in text


def test_the_page_to_sign_in_names_what_comes_next(visitor: httpx.Client) -> None:
    soon = SOON.findall(visitor.get("/sign-in", headers=PAGE).text)
    assert any("/PlotlyChart." in each for each in soon)
    assert all(visitor.get(each).status_code == 200 for each in soon)


def test_the_browser_starts_plotly_before_there_is_a_chart(desk: Desk) -> None:
    """No chart is ever drawn of an empty book: whoever fetches it here was told by the opening."""
    complaints: list[str] = []
    desk.page.on("console", lambda said: complaints.append(said.text))
    with desk.page.expect_response(PLOTLY_LOADED):
        desk.open()
    assert [each for each in complaints if "Content Security Policy" in each] == []


def test_the_browser_has_it_all_when_somebody_signs_in(
    world: World, page: Page, address: str, patience: None
) -> None:
    with page.expect_response(PLOTLY_LOADED, timeout=PATIENCE_MS) as fetched:
        page.goto(f"{address}/sign-in")
    assert fetched.value.status in (200, 304)
    fetched.value.finished()  # to its last byte
