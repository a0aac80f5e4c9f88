"""Charts in a real browser: the first stands before what is below it, and each is drawn once."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.dashboard.browsing import LOOK_MS, Desk
from tests.dashboard.company import joins, leave, live
from tests.parts.world import World

PLOTLY = re.compile(r"/static/js/PlotlyChart\.")
# What stands of the page when a chart does, and how often it is drawn again in the same width.
_WATCH = """
window.drawn = [];
new MutationObserver(() => {
    for (const one of document.querySelectorAll('.js-plotly-plot')) {
        if (one.watched || !one.querySelector('.trace')) continue;
        one.watched = true; // a browser may run this twice
        const chart = { again: 0, beside: document.querySelectorAll('.stPlotlyChart').length };
        let { width } = one._fullLayout; // the menu may still move
        one.on('plotly_beforeplot', () => {
            if (one.layout.width === width) chart.again += 1;
            width = one.layout.width;
        });
        window.drawn.push(chart);
    }
}).observe(document, { subtree: true, childList: true });
"""
_MARGINS = """() => [...document.querySelectorAll('.js-plotly-plot')].map(one => {
    const { margin, _size } = one._fullLayout;
    return [[margin.l, margin.t, margin.b], [_size.l, _size.t, _size.b].map(Math.round)];
})"""
# Whoever waits five seconds waits to be called. (The clock of the browser's driver stays in the tab.)
_NEVER = """
const soon = window.setTimeout;
window.later = [];
window.setTimeout = (run, ms, ...told) =>
    ms === 5000 ? -window.later.push(run) : soon(run, ms, ...told);
"""
# Bars of a month that is not over have a pattern of their own, in the colour of their series.
_FILLS = """() => [...new Set([...document.querySelectorAll('.js-plotly-plot .bars .point path')]
    .map(one => getComputedStyle(one).fill).filter(fill => fill.startsWith('rgb')))]"""


def _months_of_a_company(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 40)
    leave(world, "duri")


def test_the_first_stands_before_what_is_below_it_and_each_is_drawn_once(
    world: World, desk: Desk
) -> None:
    """Streamlit hands it to Plotly again, equal in all: nothing is drawn a second time, but in the
    colours of another theme."""
    _months_of_a_company(world)
    with desk.page.add_init_script(_WATCH):
        for path, charts in (("analysis?view=mrr", 2), ("", 3)):
            desk.open(path)
            expect(desk.page.locator(".js-plotly-plot")).to_have_count(charts)
            desk.settle()
            again = [each["again"] for each in desk.page.evaluate("() => window.drawn")]
            assert again == [0] * charts
            for asked, given in desk.page.evaluate(_MARGINS):
                assert given == asked  # its axes fit in at once
    expect(desk.page.get_by_test_id("stDataFrame")).to_be_visible()
    assert desk.page.evaluate("() => window.drawn[0].beside") == 1

    before = desk.page.evaluate(_FILLS)
    desk.page.emulate_media(color_scheme="dark")
    desk.page.wait_for_function(
        f"before => !({_FILLS})().some(one => before.includes(one))", arg=before, polling=LOOK_MS
    )
    assert len(desk.page.evaluate(_FILLS)) == len(before)


def test_what_is_below_comes_without_a_chart_that_cannot_be_drawn(world: World, desk: Desk) -> None:
    _months_of_a_company(world)
    desk.page.route(PLOTLY, lambda route: route.abort())
    with desk.page.add_init_script(_NEVER):
        desk.page.goto(f"{desk.address}/")
    desk.page.locator(".bd-later").wait_for(state="attached")

    desk.page.wait_for_function("() => window.later?.splice(0).map(run => run()).length > 0", polling=LOOK_MS)  # fmt: skip

    expect(desk.page.get_by_test_id("stDataFrame")).to_be_visible()
