"""Style and scripts of the member's pages, under names that change with what is in them."""

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_PREFIX = "/member-pages"
_FILES = {file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir())}


def static_path(name: str) -> str:
    """The address of a file in `static/`."""
    return f"{_PREFIX}/{sha256(_FILES[name]).hexdigest()[:12]}/{name}"


STYLE_PATH = static_path("member.css")


def static_route() -> Route:
    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            return Response(status_code=404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(_FILES[name], headers=kept, media_type=_TYPES[Path(name).suffix])

    return Route(_PREFIX + "/{digest}/{name}", endpoint)
