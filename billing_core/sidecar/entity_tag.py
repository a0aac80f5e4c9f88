"""Answers with an entity tag (ETag): whoever has the same already is told so, and nothing more."""

from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel
from starlette.responses import Response

# The browser of nobody else may keep it, and even the app's own cache asks each time.
_KEPT = "private, no-cache"

IfNoneMatch = Annotated[
    str | None,
    Header(
        description="The `ETag` of the answer you have. Where nothing changed you get 304 and no "
        "body.",
        examples=['"6f1ed002ab5595859014ebf0951522d9"'],
    ),
]

_TAG: dict[str, Any] = {
    "ETag": {
        "description": "Strong: the same as long as the answer is, byte by byte.",
        "schema": {"type": "string"},
    }
}
TAGGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": _TAG},
    304: {"description": "What you have is still so", "headers": _TAG},
}


def tagged(answer: BaseModel, known: str | None) -> Response:
    """`known`: the request's If-None-Match."""
    body = answer.model_dump_json().encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _KEPT}
    if known is not None and _names(known, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _names(known: str, tag: str) -> bool:
    """A cache on the way may have weakened the tag (W/), which is compared alike (RFC 9110)."""
    listed = [one.strip().removeprefix("W/") for one in known.split(",")]
    return known.strip() == "*" or tag in listed
