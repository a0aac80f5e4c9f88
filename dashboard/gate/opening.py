"""The first answer of a page: Streamlit's own, and in it the names of what the page is going to need.

Streamlit's browser part learns that it needs Plotly, some 5 MB of script, only after its own start,
the WebSocket's and the page's script. Named here it is fetched meanwhile, and started while the
server counts.
"""

import re
from collections.abc import Iterable
from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.gate.published_files import PACKAGE, published, scripts_of

_FRAME = ("Html", "PageLink", "Button", "ButtonGroup")  # what stands around every page
_CHART = "PlotlyChart"
_OF_CHARTS = (_CHART, "Metric", "Selectbox")
_WITH_CHARTS = frozenset({"/", "/analysis"})
_NAMED = re.compile(r'(?:src|href)="\.(/static/[^"]+)"')
# Not before the server has begun: starting Plotly keeps the browser from asking it to.
_START_CHARTS = """<script type="module">
  const begun = new MutationObserver(() => {
    if (!document.querySelector('[data-test-script-state="running"]')) return;
    begun.disconnect();
    import(".%s");
  });
  const changes = {subtree: true, childList: true, attributeFilter: ["data-test-script-state"]};
  begun.observe(document.body, changes);
</script>"""


# Streamlit keeps in the browser that the menu was open; on a phone it would cover the page again.
_FOLD_MENU = """<script>
  if (innerWidth <= 768) try {
    for (const kept of Object.keys(localStorage))
      if (kept.startsWith("stSidebarCollapsed-")) localStorage.removeItem(kept);
  } catch { /* a browser that keeps nothing */ }
</script>"""


def opening_routes(pages: Iterable[str]) -> list[Route]:
    """One for each page, by its name."""
    return [Route(path, _opened) for path in ("/", *(f"/{name}" for name in pages))]


async def _opened(request: Request) -> Response:
    text = _naming_all(charts=request.url.path in _WITH_CHARTS)
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


@cache
def _naming_all(*, charts: bool) -> str:
    wanted = scripts_of(*_FRAME, *(_OF_CHARTS if charts else ()))
    lines = [
        f'<link rel="modulepreload" crossorigin href=".{each}">'
        for each in wanted
        if each not in _named_by_streamlit()
    ]
    lines += [_START_CHARTS % each for each in wanted if f"/{_CHART}." in each]
    return _streamlit().replace("</head>", "\n".join([*lines, _FOLD_MENU, "</head>"]), 1)


@cache
def needed_soon() -> list[str]:
    """What a browser may fetch while somebody types a password: enough for the front page."""
    icons = [each for each in published() if "/MaterialSymbols-Rounded." in each]
    scripts = scripts_of(*_FRAME, *_OF_CHARTS, "DataFrame")
    return list(dict.fromkeys([*_named_by_streamlit(), *scripts, *icons]))


@cache
def _named_by_streamlit() -> list[str]:
    return [each for each in _NAMED.findall(_streamlit()) if each in published()]


@cache
def _streamlit() -> str:
    return (PACKAGE / "index.html").read_text(encoding="utf-8")
