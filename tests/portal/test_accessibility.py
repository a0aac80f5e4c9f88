"""The frame of the member's pages breaks no rule of accessibility, light or dark, wide or narrow."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page

from billing_core.system import System
from tests.parts.axe import violations
from tests.portal.test_entering import link_for


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in(
    system: System, browser_of_member: httpx.Client, page: Page, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(f"{browser_of_member.base_url}{link_for(system)}")

    assert violations(page) == []


def test_it_finds_what_is_wrong(page: Page) -> None:
    page.set_content("<main><h1>x</h1><img src='data:,'></main>")

    assert any(one.startswith("image-alt") for one in violations(page))
