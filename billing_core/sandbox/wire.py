"""The shapes that cross the wire: a request, a response, the envelope, and every way to say no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BODY_BYTES = 1_000_000


@dataclass(frozen=True)
class Request:
    """One HTTP request, free of any web framework.

    `path` is still percent-encoded (a merchant_uid may hold an encoded slash), `query` is the raw
    query string, and header names are lower case.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Partial:
    """Found some of what was asked for: HTTP 207, the found ones listed."""

    found: list[dict[str, object]]


@dataclass(frozen=True)
class Declined:
    """The attempt is in the book, and its answer is no payment: HTTP 200, `code` -1."""

    message: str


class NoAnswerError(Exception):
    """The caller gets no bytes at all: the server holds the line, the transport times out."""


class NoConnectionError(Exception):
    """The caller never got through: the transport cannot connect, the server cuts the line."""


class NotServedError(Exception):
    """The gateway says no. Subclasses carry the HTTP status and the envelope's `code`."""

    status = 200
    code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RefusedError(NotServedError):
    """HTTP 200 with `code` 1: how V1 refuses most business requests."""


class DeclinedError(NotServedError):
    """HTTP 200 with `code` -1: a card that cannot be charged or registered, a buyer nobody knows."""

    status = 200
    code = -1


class BadParameterError(NotServedError):
    status = 400
    code = -1


class UnauthorizedError(NotServedError):
    status = 401
    code = -1


class NotFoundError(NotServedError):
    status = 404
    code = -1


class WrongMethodError(NotServedError):
    status = 405
    code = -1


def envelope(
    payload: object, *, status: int = 200, code: int = 0, message: str | None = None
) -> Response:
    body = {"code": code, "message": message, "response": payload}
    return Response(status, json.dumps(body, ensure_ascii=False).encode())


def no(refusal: NotServedError) -> Response:
    return envelope(None, status=refusal.status, code=refusal.code, message=refusal.message)
