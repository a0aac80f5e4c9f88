"""How fast the desk feels in a browser: `make bench`.

Usage: python -m tests.bench_felt [ROUNDS]

First each page of the menu, from the click on it to the settled page: its script has ended, what it
says stands there, and every chart is drawn; no time of quiet is waited for. Then the first chart of 현황
in a browser that has kept nothing, in turns with a bare Streamlit page of one such chart: opened
with a session, and from the sign-in page, which a person has looked at for a while. The page itself
notes when its first bar has been painted: whoever drives the browser sees it only when the page's
thread is free, after what is drawn next.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import time

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from billing_core.processes import Program, Together, free_port
from tests.bench_pages import CHART, book_of, desk_before
from tests.parts.browser import SEOUL_OFFICE
from tests.parts.desk import NAVIGATION, SETTLED, SKELETON, desk_pages, visiting

PAYMENTS, ROUNDS = 10_000, 7
BAR = f"{CHART} .bars .point"
PATIENCE_MS = 300_000  # on a busy machine the whole run ends, too, and its figures say so
SIGNED_IN_AFTER = 3.0  # seconds: to read the sign-in page and type a password
GOALS = "goals: 400 ms for each page, 1.15 for the first chart"
_BARE = """import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(x=list("abcdefghijklm"), y=list(range(1, 14)))))
"""
_BARE_APP = """from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("bare.py"))
"""
# In the page itself, so that nothing but the browser's own time counts.
_CLICK = """([link, settled, skeleton, at]) => new Promise((done, fail) => {
    const title = () => (document.querySelector('h1') || {}).textContent;
    const before = title(), began = performance.now();
    const drawn = () => !document.querySelector('[data-stale="true"]')
        && [...document.querySelectorAll('.stPlotlyChart')].every(
            chart => chart.querySelector('.main-svg'));
    const look = () => {
        const seconds = (performance.now() - began) / 1000;
        if (seconds > 300) fail(new Error('never settled after ' + before));
        else if (title() && title() !== before && document.querySelector(settled)
            && !document.querySelector(skeleton) && drawn()) done(seconds);
        else setTimeout(look, 4);
    };
    document.querySelectorAll(link)[at].click();
    look();
})"""
# In ms since 1970, by the clock that Python has, too. A message is answered after the paint.
_NOTE_FIRST_BAR = """
const drawn = new MutationObserver(() => {
    if (!document.querySelector('%s')) return;
    drawn.disconnect();
    requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            window.firstBarPainted = performance.timeOrigin + performance.now();
        };
        port2.postMessage(0);
    });
});
drawn.observe(document, { subtree: true, childList: true });
"""


@contextmanager
def bare_page(folder: Path) -> Iterator[str]:
    """The address of a Streamlit app of one chart, served as the desk is and behind no gate."""
    (folder / "bare.py").write_text(_BARE, encoding="utf-8")
    (folder / "bare_app.py").write_text(_BARE_APP, encoding="utf-8")
    port = free_port(0)
    url = f"http://127.0.0.1:{port}"
    where = ["--app-dir", str(folder), "--port", str(port), "--log-level", "error"]
    program = Program("bare", ["uvicorn", "bare_app:app", *where], f"{url}/_stcore/health", {})
    with Together(folder) as together:
        together.start(program)
        together.wait_until_ready()
        yield url


def clicked(page: Page, at: int) -> float:
    """Seconds from the click on the menu's n-th page to that page, settled."""
    seconds: float = page.evaluate(_CLICK, [NAVIGATION, SETTLED, SKELETON, at])
    return seconds


def say_clicks(page: Page, url: str, rounds: int) -> None:
    """In rounds through the whole menu; the first round warms up and does not count."""
    names = [each.slug for each in desk_pages(page, url)]
    took: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for at in [*range(1, len(names)), 0]:  # the front page is open
            seconds = clicked(page, at)
            if turn:
                took[names[at]].append(seconds)
    for name, times in took.items():
        least, middle = min(times) * 1_000, median(times) * 1_000
        sys.stdout.write(f"{'click: ' + name:<40}{least:>10.0f}{middle:>10.0f}\n")


@contextmanager
def fresh(browser: Browser, kept: StorageState | None = None) -> Iterator[BrowserContext]:
    """A browser that has kept nothing, or only what signs it in."""
    context = browser.new_context(
        locale=SEOUL_OFFICE["locale"],
        timezone_id=SEOUL_OFFICE["timezone_id"],
        viewport={"width": 1440, "height": 900},
        storage_state=kept,
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def until_chart(page: Page, act: Callable[[], object]) -> float:
    page.add_init_script(_NOTE_FIRST_BAR % BAR)
    began = time()
    act()
    stood = page.wait_for_function("() => window.firstBarPainted")
    painted: float = stood.json_value()
    return painted / 1_000 - began


def say_first_charts(browser: Browser, url: str, bare: str, rounds: int) -> None:
    """Each is the pair of the bare page beside it, and the middle of the ratios counts."""
    with fresh(browser) as context:
        page = context.new_page()
        page.goto(url)
        page.locator("button.person").first.click()
        page.wait_for_selector(BAR)
        signed_in = context.storage_state()
    took: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        now = {}
        with fresh(browser) as context:
            page = context.new_page()
            now["bare page"] = until_chart(page, partial(page.goto, bare))
        with fresh(browser, signed_in) as context:
            page = context.new_page()
            now["with a session"] = until_chart(page, partial(page.goto, url))
        with fresh(browser) as context:
            page = context.new_page()
            page.goto(url)
            page.wait_for_timeout(SIGNED_IN_AFTER * 1_000)
            button = page.locator("button.person").first
            now["from the sign-in page"] = until_chart(page, button.click)
        if turn:
            for name, seconds in now.items():
                took[name].append(seconds)
    for name, times in took.items():
        ratio = median(a / b for a, b in zip(times, took["bare page"], strict=True))
        least, middle = min(times) * 1_000, median(times) * 1_000
        sys.stdout.write(
            f"{'first chart: ' + name:<40}{least:>10.0f}{middle:>10.0f}{ratio:>10.2f}\n"
        )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with (
        tempfile.TemporaryDirectory(prefix="billing-desk-bench-") as folder,
        tempfile.TemporaryDirectory(prefix="bare-page-") as other,
        book_of(PAYMENTS) as database,
        desk_before(database, Path(folder)) as url,
        bare_page(Path(other)) as bare,
        visiting() as page,
    ):
        page.set_default_timeout(PATIENCE_MS)
        heading = f"ms of {rounds} rounds"
        sys.stdout.write(f"{heading:<40}{'least':>10}{'median':>10}{'ratio':>10}\n")
        say_clicks(page, url, rounds)
        browser = page.context.browser
        assert browser is not None
        say_first_charts(browser, url, bare, rounds)
        sys.stdout.write(f"{GOALS}\n")


if __name__ == "__main__":
    main()
