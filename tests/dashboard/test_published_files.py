"""Streamlit's own files are everybody's, packed and for good; nothing beside them is."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

import dashboard
from dashboard.gate.chart_script import KINDS, quick_to_start
from dashboard.gate.published_files import PACKAGE, published, scripts_of
from tests.dashboard.knocking import PAGE, signed_in
from tests.parts.world import World

PLOTLY = next(each for each in published() if "/PlotlyChart." in each)
MAIN = next(each for each in published() if "/js/index." in each)
FONT = next(each for each in published() if each.endswith(".woff2"))


@pytest.mark.parametrize("path", [MAIN, FONT])
@pytest.mark.parametrize("packing", ["gzip, br", "identity"])
def test_a_file_comes_as_it_is_published_and_is_kept_for_good(
    visitor: httpx.Client, path: str, packing: str
) -> None:
    answer = visitor.get(path, headers={"Accept-Encoding": packing})
    assert answer.content == (PACKAGE / path.lstrip("/")).read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_the_script_of_the_charts_starts_with_those_that_the_desk_draws(
    visitor: httpx.Client,
) -> None:
    """Chromium makes it ready off the page's thread; but for that it is Streamlit's own."""
    word, script = visitor.get(PLOTLY).content.split(b"\n", 1)
    assert word == b"//# allFunctionsCalledOnLoad"
    published_one = (PACKAGE / PLOTLY.lstrip("/")).read_bytes()
    at, end = published_one.rindex(b".register([") + len(b".register(["), len(published_one)
    script = script.replace(b",_compareAsJSON:!0", b"", 1)
    painted = re.compile(rb"(\([\w$]+=>[\w$]+\()[\w$]+(,[\w$]+\.theme,[\w$]+\)\)\},\[)")
    script, published_one = (painted.sub(rb"\1_\2", each) for each in (script, published_one))
    assert script.startswith(published_one[:at])
    few, rest = script[at:].split(b"])", 1)
    assert few.count(b"()") == len(KINDS) < published_one[at:end].split(b"])", 1)[0].count(b"()")
    assert published_one.endswith(b"])" + rest)


def test_a_script_that_looks_otherwise_stays_whole() -> None:
    unknown = b'import{a}from"./b.js";n.register([bar(),box()]),t.exports=n'
    assert quick_to_start(unknown) == b"//# allFunctionsCalledOnLoad\n" + unknown


def test_plotly_compares_the_theme_by_what_is_in_it(visitor: httpx.Client) -> None:
    assert visitor.get(PLOTLY).text.count("editType:`calc`,_compareAsJSON:!0") == 1


def test_every_kind_of_chart_that_the_desk_draws_is_started() -> None:
    drawn = {
        kind.lower()
        for each in Path(dashboard.__file__).parent.rglob("*.py")
        for kind in re.findall(r"\bgo\.([A-Z]\w+)\(", each.read_text(encoding="utf-8"))
    }
    assert drawn - {"figure", "layout", "scatter"} == set(KINDS)


def test_a_browser_asks_whether_the_script_of_the_charts_has_changed(
    visitor: httpx.Client,
) -> None:
    first = visitor.get(PLOTLY)
    assert first.headers["cache-control"] == "public, no-cache"
    again = visitor.get(PLOTLY, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get(PLOTLY, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_script_travels_packed_to_whoever_unpacks_it(visitor: httpx.Client) -> None:
    sizes = {
        packing: int(
            visitor.head(PLOTLY, headers={"Accept-Encoding": packing}).headers["content-length"]
        )
        for packing in ("gzip", "identity")
    }
    assert sizes["gzip"] * 3 < sizes["identity"]


@pytest.mark.parametrize(
    "path",
    [
        *("/static/js/", "/static/js/index.js", "/static/js/../js/index.js", "/static/%2e%2e/x.js"),
        *(f"{PLOTLY}.map", f"{PLOTLY}/", f"/x{PLOTLY}", "/static/index.html", "/app/static/x.js"),
    ],
)
def test_no_other_path_is_open(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 401
    assert visitor.get(path, headers=PAGE).status_code == 303


def test_not_even_these_answer_under_a_strangers_name(visitor: httpx.Client) -> None:
    assert visitor.get(PLOTLY, headers={"Host": "evil.example"}).status_code == 421


def test_nobody_writes_to_a_published_file(world: World, address: str) -> None:
    for headers in ({}, signed_in(world, address)):
        with httpx.Client(base_url=address, headers=headers | {"Origin": address}) as client:
            for method in ("POST", "PUT", "DELETE"):
                assert client.request(method, PLOTLY).status_code == (405 if headers else 401)


def test_a_chunk_brings_all_that_it_imports_and_an_unknown_one_nothing() -> None:
    assert set(scripts_of("Metric")) < set(scripts_of("Metric", "PlotlyChart"))
    assert PLOTLY in scripts_of("PlotlyChart")
    assert scripts_of("NoSuchChunk") == ()
