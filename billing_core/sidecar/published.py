"""The OpenAPI document: what FastAPI finds in the routes, and what the door does for each of them."""

from typing import Any

from fastapi import FastAPI

from billing_core.sidecar.once import KEY_HEADER, KEY_PATTERN, LONGEST_KEY, REPLAYED_HEADER

_KEY = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "One for each thing that you want done, such as a UUID: repeated with the same "
    "body within 24 hours, the request is not done again and gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": KEY_PATTERN},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
_REPLAYED = {
    "description": "`true`: this is what the first request with the key was answered.",
    "schema": {"type": "string", "enum": ["true"]},
}
_SECONDS = {"description": "Seconds.", "schema": {"type": "integer"}}
_RUNNING = "idempotency_running (ask again after `Retry-After`)"
_NOT_A_KEY = "idempotency_key, idempotency_mismatch"


class PublishedApi(FastAPI):
    """The application. Every POST under `/v1` takes an idempotency key, so its document says so."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            for path, verbs in super().openapi()["paths"].items():
                if path.startswith("/v1/") and "post" in verbs:
                    _takes_a_key(verbs["post"])
        return super().openapi()


def _takes_a_key(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(_KEY)
    answers = operation["responses"]
    for status, answer in answers.items():
        if status.startswith("2"):
            answer.setdefault("headers", {})[REPLAYED_HEADER] = _REPLAYED
    running = answers.setdefault("409", {**answers["422"], "description": "Not now"})
    running["description"] += f", {_RUNNING}"
    running.setdefault("headers", {})["Retry-After"] = _SECONDS
    answers["422"]["description"] += f", {_NOT_A_KEY}"
