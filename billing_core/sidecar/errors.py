"""Every error leaves in one shape: a stable code, one Korean sentence, and the ids concerned."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from billing_core.database import StorageUnavailable
from billing_core.rules.refusal import Refusal
from billing_core.sidecar.once import Replayed
from billing_core.sidecar.security_headers import SECURITY_HEADERS
from billing_core.wording.doors import door_said
from billing_core.wording.failures import failure_said
from billing_core.wording.refusals import refusal_said

log = structlog.get_logger()

# Not listed: 409, the request is fine but does not fit what is.
STATUS = {
    "api_key": 401,
    "api_key_scope": 403,
    "webhook_source": 403,
    "not_allowed": 403,
    "unknown_member": 404,
    "unknown_notice": 404,
    "unknown_plan": 404,
    "webhook_media_type": 415,
    "webhook_body": 400,
    "webhook_imp_uid": 400,
    "webhook_field": 400,
    "webhook_strangers": 503,
    "member_id": 422,
    "card_number": 422,
    "contact": 422,
    "idempotency_key": 422,
    "idempotency_mismatch": 422,
    "return_url": 422,
    "too_many_requests": 429,
    "api_key_missing": 503,
    "imp_code_missing": 503,
}

_HTTP = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class ErrorDetail(BaseModel):
    code: str = Field(description="Stable; decide by this.", examples=["unknown_member"])
    message: str = Field(description="One Korean sentence: what is wrong and what to do.")
    ids: dict[str, Any] = Field(description="What it is about, such as the member.")


class ErrorAnswer(BaseModel):
    error: ErrorDetail = Field(description="What went wrong.")


def cannot_be(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The 422 of an endpoint, with its `codes` beside those of all."""
    said = ", ".join(("invalid_request", "card_number", "member_id", *codes))
    return {422: {"model": ErrorAnswer, "description": f"A value that cannot be: {said}"}}


ERROR_ANSWERS: dict[int | str, dict[str, Any]] = {
    413: {"model": ErrorAnswer, "description": "The body is larger than 64 kB"},
    500: {"model": ErrorAnswer, "description": "Our mistake; `ids.incident` is in our log"},
    503: {"model": ErrorAnswer, "description": "Not now: the book or a setting is missing"},
}
KEY_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorAnswer, "description": "`api_key`: absent, wrong, revoked or expired"},
    403: {"model": ErrorAnswer, "description": "`api_key_scope`: the key may not do this"},
    429: {
        "model": ErrorAnswer,
        "description": "`too_many_requests`: by this key, or wrong keys from this address",
        "headers": {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
    },
}
API_ERRORS: dict[int | str, dict[str, Any]] = KEY_ERRORS | {
    400: {"model": ErrorAnswer, "description": "The body cannot be read"},
    **cannot_be(),
}


def not_found(codes: str) -> dict[int | str, dict[str, Any]]:
    """The 404 of an endpoint, with its `codes` as the OpenAPI page lists them."""
    return {404: {"model": ErrorAnswer, "description": f"Names nothing we know: {codes}"}}


def conflict(codes: str) -> dict[int | str, dict[str, Any]]:
    return {409: {"model": ErrorAnswer, "description": f"Does not fit what is: {codes}"}}


def say_errors(app: FastAPI) -> None:
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(Replayed)(_replayed)
    app.exception_handler(RequestValidationError)(_not_understood)
    app.exception_handler(StorageUnavailable)(_no_storage)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(ClientDisconnect)(_gone)
    app.exception_handler(Exception)(_unforeseen)


def answer(status: int, code: str, message: str, **ids: object) -> JSONResponse:
    detail = ErrorDetail(code=code, message=message, ids=ids)
    said = ErrorAnswer(error=detail).model_dump(mode="json")
    return JSONResponse(said, status, headers=SECURITY_HEADERS)


async def _refused(_request: Request, error: Refusal) -> JSONResponse:
    status = STATUS.get(error.code, 409)
    reply = answer(status, error.code, refusal_said(error), **error.facts)
    if status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    if "seconds" in error.facts:
        reply.headers["Retry-After"] = str(error.facts["seconds"])
    return reply


async def _replayed(_request: Request, replayed: Replayed) -> Response:
    return replayed.answer


async def _not_understood(_request: Request, error: RequestValidationError) -> JSONResponse:
    fields = {".".join(map(str, one["loc"])): one["msg"] for one in error.errors()}
    code = "invalid_request"
    return answer(422, code, door_said(code), fields=fields)


async def _no_storage(_request: Request, error: StorageUnavailable) -> JSONResponse:
    log.error("storage unavailable", cause=str(error.cause))
    return answer(503, "storage_unavailable", failure_said(error.failure))


async def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
    code = _HTTP.get(error.status_code, "http_error")
    reply = answer(error.status_code, code, door_said(code))
    reply.headers.update(error.headers or {})
    return reply


async def _gone(_request: Request, _error: ClientDisconnect) -> JSONResponse:
    """The rest of the body never came: nobody reads this, and nobody did anything wrong here."""
    code = "bad_request"
    return answer(400, code, door_said(code))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    incident = request.app.state.system.new_id()
    log.error("unforeseen error", incident=incident, path=request.url.path, exc_info=error)
    code = "internal_error"
    return answer(500, code, door_said(code), incident=incident)
