"""Streamlit's own scripts, styles and fonts, as everybody finds them in its package (but for
Plotly's, see `chart_script`).

None holds anything of a person or of the company, and every name carries the hash of what is in it.
So they are given without asking the book who asks, each out of memory and packed once: a page
loads some 120 of them.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dashboard.gate.chart_script import quick_to_start
from dashboard.gate.doors import Knock

PACKAGE = Path(streamlit.__file__).parent / "static"
SCRIPTS = "/static/js/"
_HASHED = re.compile(r".+\.[\w-]{8}\.\w+")
_IMPORTED = re.compile(r'\b(?:from|import)\s*"\./([^"]+\.js)"')
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASKED_ABOUT = "public, no-cache"  # what we change keeps its name: a browser asks each time
_PACKED = frozenset({".js", ".css"})  # a font is packed already
_CHARTS = "PlotlyChart."
# Some 30 MB if somebody asks for all, in both ways.
_READ: dict[tuple[Path, bool], tuple[bytes, dict[str, str]]] = {}


@cache
def published() -> dict[str, Path]:
    """Every file that anybody may have, by its address; no other path is ever looked for."""
    return {
        f"/{each.relative_to(PACKAGE).as_posix()}": each
        for each in (PACKAGE / "static").rglob("*")
        if each.suffix in _TYPES and _HASHED.fullmatch(each.name)
    }


async def published_file(knock: Knock) -> Response | None:
    """The answer; None where the path is none of them."""
    path = published().get(knock.path)
    if path is None or knock.method not in ("GET", "HEAD"):
        return None
    packed = path.suffix in _PACKED and "gzip" in knock.headers.get("accept-encoding", "")
    kept = _READ.get((path, packed))
    if kept is None:
        kept = await run_in_threadpool(_read, path, packed=packed)
        _READ[path, packed] = kept
    content, headers = kept
    if "ETag" in headers and knock.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=_TYPES[path.suffix])


def _read(path: Path, *, packed: bool) -> tuple[bytes, dict[str, str]]:
    """What is sent, and the headers that say so."""
    content = path.read_bytes()
    headers = {"Vary": "Accept-Encoding", "Cache-Control": _FOR_GOOD}
    if path.name.startswith(_CHARTS):
        content = quick_to_start(content)
        headers |= {
            "Cache-Control": _ASKED_ABOUT,
            "ETag": f'W/"{sha256(content).hexdigest()[:16]}"',
        }
    if packed:
        return gzip.compress(content, 6), headers | {"Content-Encoding": "gzip"}
    return content, headers


@cache
def scripts_of(*chunks: str) -> tuple[str, ...]:
    """The addresses of chunks, by their names without the hash, with all that they import; one that
    this version does not have is left out."""
    found: dict[str, None] = {}
    wanted = [
        each for each in published() if each.removeprefix(SCRIPTS).rsplit(".", 2)[0] in chunks
    ]
    while wanted:
        if (address := wanted.pop()) not in found:
            found[address] = None
            wanted += _imported_by(address)
    return tuple(found)


def _imported_by(address: str) -> Iterable[str]:
    text = published()[address].read_text(encoding="utf-8")
    return [
        f"{SCRIPTS}{name}" for name in _IMPORTED.findall(text) if f"{SCRIPTS}{name}" in published()
    ]
