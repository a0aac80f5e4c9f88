"""Every page in a real browser, as an administrator sees it: no accessibility rule of axe is broken
by us, in light and in dark, at three widths nothing stands out of its box, a Korean page speaks
Korean down to its controls and in names that can be told apart by whoever only hears them, headings
leave no level out, and nothing is asked of another machine.

One company and one browser for all of them: each page is opened once, from the menu where it stands
there, and looked at eight times.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browsing import LOOK_MS, Desk
from tests.dashboard.test_members_masked import lived
from tests.parts.axe import COLOURS, violations
from tests.parts.people import ADMINISTRATOR
from tests.parts.world import World

WIDTHS = (390, 820, 1440)
# Every rule in the light; in the dark the page is the same but for its colours.
SCHEMES: dict[Literal["light", "dark"], str] = {"light": "", "dark": COLOURS}
# Each page once in every suite, in the view that shows most; its other views in `make prove`.
PAGES = (
    *("", "approvals", "members?number=1", "payments", "refund_claims", "upcoming", "analysis"),
    *("number?code=paid_members&month=2026-09", "month_close?month=2026-09", "exports", "imports"),
    *("health", "notices?view=told", "people", "account", "access", "retention", "nowhere"),
)
OTHER_VIEWS = (
    *("approvals?view=history", "members", "refund_claims?view=complaints", "number"),
    *("month_close", "imports?view=gateway", "health?view=traffic", "health?view=days"),
    *("notices", "notices?view=texts", "notices?view=ways", "access?view=reviews"),
)
NOT_IN_THE_MENU = ("account", "nowhere")
# Streamlit 1.67's own: its menu keeps its groups in one list, a table's body of no rows and the
# uploader's button, whose name our style writes and axe does not read.
STREAMLITS = {
    "list": '[data-testid="stSidebarNav"]',
    "listitem": '[data-testid="stSidebarNav"]',
    "presentation-role-conflict": '[data-testid="stFileUploader"]',
    "button-name": '[data-testid="stFileUploader"]',
}
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,}(?![0-9A-Za-z])")  # a seal's digits are none
SETTING = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
# Words that are names on a Korean page too.
THEIR_NAMES = {
    "English",
    "ID",
    "CSV",
    "XLSX",
    "MB",
    "MRR",
    "LTV",
    "zip",
    "sha",
    "cp",
    "utf",
    "imp",
    "uid",
    "billing",
    "import",
    "recovery",  # of a switch in the console
    "bd",  # how a registered card of ours is called
    *("Windows", "Mac", "Linux", "certutil", "hashfile", "shasum"),  # how a digest is had there
    "API",
    *("env", "SMTP", "Slack", "Incoming", "Webhook"),  # how the team is told
}
# As a screen reader says them; and what Streamlit names in English.
_NAMES = """() => [...document.querySelectorAll(
  '[data-testid="stMain"] :is(button, summary, a[href])')].filter(each => each.checkVisibility())
  .map(each => each.getAttribute("aria-label") ?? each.innerText.trim())"""
_ENGLISH = """() => [...document.querySelectorAll("[aria-label]")].filter(
  each => each.checkVisibility()).map(each => each.getAttribute("aria-label")).filter(
  name => /^[A-Z][a-z]+/.test(name))"""
_ALIKE = {"포트원 원본 보기 (관리자용)"}  # one for each payment of a member
_LOOK = """() => {
  const found = [];
  const drawn = "svg, canvas, .js-plotly-plot, [data-testid=stDataFrame], [data-testid=stIconMaterial]";
  const scrolls = each => {
    for (let up = each; up && !up.matches("[data-testid=stMain]"); up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth)
        return true;
    return false;
  };
  const framed = each => {
    for (let up = each; up && !up.matches("[data-testid=stMain]"); up = up.parentElement)
      if (parseFloat(getComputedStyle(up).borderRightWidth) > 0) return up;
    return null;
  };
  for (const each of document.querySelectorAll("[data-testid=stMain] *")) {
    const text = (each.innerText || "").trim(), box = each.getBoundingClientRect();
    const seen = each.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!seen || !text || box.width < 2 || each.closest(drawn)) continue;
    const told = `${each.tagName} "${text.slice(0, 40)}"`, style = getComputedStyle(each);
    const lines = style.webkitLineClamp !== "none" && each.scrollHeight > each.clientHeight + 2;
    if (/hidden|clip/.test(style.overflowX) && (lines || each.scrollWidth > each.clientWidth + 1))
      found.push(`cut: ${told} ${each.scrollWidth} > ${each.clientWidth}`);
    const own = [...each.childNodes].some(one => one.nodeType === 3 && one.data.trim());
    if (own && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(each))
      found.push(`beyond: ${told} ${Math.round(box.right)} > ${innerWidth}`);
    const card = own && framed(each.parentElement);
    if (card && box.right > card.getBoundingClientRect().right + 1 && !scrolls(each))
      found.push(`out: ${told} stands out of its card`);
    const covers = getComputedStyle(each, "::after").position === "absolute";  // the whole card
    const target = each.matches("a[href], button, summary") && !each.closest("p, li");
    if (target && !covers && (box.width < 23.5 || box.height < 23.5))
      found.push(`small: ${told} ${Math.round(box.width)} x ${Math.round(box.height)}`);
  }
  const week = [...document.querySelectorAll(".bd-weekday")].map(
    each => Math.round(each.getBoundingClientRect().top));
  if (new Set(week).size > 1) found.push("split: a week of the calendar in two lines");
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`page: ${wide} > ${innerWidth}`);
  return found;
}"""
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def broken_rules(page: Page) -> list[str]:
    """In both schemes, of which the first is the one it stands in: the last page's second."""
    found = []
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    for scheme in sorted(SCHEMES, reverse=not dark):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_DRAWN)
        rules = SCHEMES[scheme]
        found += [f"{scheme} {each}" for each in violations(page, STREAMLITS, only=rules)]
    return found


def out_of_their_box(page: Page) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(_DRAWN)
        found += [f"{width} {each}" for each in page.evaluate(_LOOK)]
    return found


def english_in(page: Page) -> set[str]:
    """Words on a Korean page, down to its controls, that are nobody's name."""
    main = page.get_by_test_id("stMain")
    # Streamlit's own word, which a style replaces as soon as it is there.
    expect(main).not_to_have_text(re.compile("Upload"), use_inner_text=True)
    hints = page.locator("[placeholder]").evaluate_all("all => all.map(each => each.placeholder)")
    said = set(WORD.findall(SETTING.sub(" ", " ".join([main.inner_text(), *hints]))))
    icons = page.locator('[data-testid="stIconMaterial"]').all_inner_texts()
    return said - THEIR_NAMES - {word for icon in icons for word in icon.split("_")}


def levels_left_out(page: Page) -> list[str]:
    levels: list[int] = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map(each => Number(each.tagName[1]))"
    )
    steps = max((below - above for above, below in pairwise(levels)), default=0)
    in_order = levels[0] == 1 and levels.count(1) == 1 and steps <= 1
    return [] if in_order else [f"headings: {levels}"]


def heard_alike(page: Page) -> list[str]:
    times = Counter(page.evaluate(_NAMES))
    return [f"alike: {name}" for name in times.keys() - _ALIKE if times[name] > 1]


@pytest.mark.parametrize(
    ("language", "paths"),
    [
        pytest.param("ko", PAGES, id="ko"),
        pytest.param("ko", OTHER_VIEWS, id="ko-views", marks=pytest.mark.slow),
        pytest.param("en", (*PAGES, *OTHER_VIEWS), id="en", marks=pytest.mark.slow),
    ],
)
def test_every_page_breaks_no_rule_fits_speaks_korean_and_stays_on_this_machine(
    world: World, desk: Desk, language: str, paths: tuple[str, ...]
) -> None:
    lived(world)
    desk.sign_in(ADMINISTRATOR)
    asked, found = desk.asked(), []
    for path in paths:
        if path.isidentifier() and path not in NOT_IN_THE_MENU:
            desk.choose(path)
        else:
            desk.open(f"{path}{'&' if '?' in path else '?'}language={language}")
        if language == "ko":
            found += [f"{path}: in English: {each}" for each in english_in(desk.page)]
            desk.page.wait_for_function(f"() => ({_ENGLISH})().length === 0", polling=LOOK_MS)
            found += [f"{path}: {each}" for each in heard_alike(desk.page)]
        found += [f"{path}: {each}" for each in levels_left_out(desk.page)]
        found += [f"{path}: {each}" for each in broken_rules(desk.page)]
        found += [f"{path}: {each}" for each in out_of_their_box(desk.page)]
    assert found == [], "\n".join(found)
    ours = (desk.address, "data:", "blob:", "ws:")
    assert asked
    assert [url for url in asked if not url.startswith(ours)] == []


def test_what_is_cut_off_and_small_is_found(world: World, desk: Desk) -> None:
    """The looking itself: a page on which each kind of fault is made on purpose."""
    desk.open("account")
    desk.page.evaluate(
        """() => document.querySelector("[data-testid=stMain]").insertAdjacentHTML("beforeend", `
        <div style="width: 60px; overflow: hidden; white-space: nowrap">4,808,000원입니다</div>
        <b style="position: absolute; left: 2000px">멀리</b>
        <div style="border: 1px solid; width: 60px"><b style="white-space: nowrap">상자보다 긴 글자</b></div>
        <i class="bd-weekday">월</i><br><i class="bd-weekday">화</i><button style="height: 12px">작게</button>
        <h5>아무 데나</h5><p style="color: #aaa; background: #fff">흐리게</p>`)"""
    )
    kinds = {each.split()[1] for each in out_of_their_box(desk.page)}
    assert {"cut:", "beyond:", "out:", "split:", "small:"} <= kinds
    rules = {tuple(each.split()[:2]) for each in broken_rules(desk.page)}
    assert {
        ("light", "heading-order:"),
        ("light", "color-contrast:"),
        ("dark", "color-contrast:"),
    } <= rules
