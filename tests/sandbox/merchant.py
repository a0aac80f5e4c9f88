"""A merchant as the tests need one: asks for a token, calls the API, reads the envelope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx

from billing_core.sandbox import SandboxSettings

PRICE = 29_000
NINE_O_CLOCK = 1_795_392_000  # Monday 2026-11-23, 09:00 in Seoul
DAY = 86_400
Json = dict[str, Any]


class Merchant:
    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def token(self) -> str:
        known = SandboxSettings()
        keys = {"imp_key": known.imp_key, "imp_secret": known.imp_secret}
        answer = self.client.post("/users/getToken", json=keys)
        return str(answer.json()["response"]["access_token"])

    def call(self, method: str, path: str, body: Json | None = None, **more: Any) -> httpx.Response:
        headers = {"authorization": self.token()}
        return self.client.request(method, path, json=body, headers=headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        """The payload of a read that must succeed."""
        return served(self.call("GET", path, params=query))

    def post(self, path: str, **body: Any) -> Any:
        """The payload of a call that must succeed."""
        return served(self.call("POST", path, body))

    def again(self, customer_uid: str, merchant_uid: str, **more: Any) -> Any:
        return self.post("/subscribe/payments/again", **order(customer_uid, merchant_uid, **more))

    def reserve(self, customer_uid: str, due: dict[str, int], **more: Any) -> Any:
        schedules = [
            {"merchant_uid": name, "schedule_at": at, "amount": PRICE, "name": "멤버십"} | more
            for name, at in due.items()
        ]
        return self.post(
            "/subscribe/payments/schedule", customer_uid=customer_uid, schedules=schedules
        )

    def reservation(self, merchant_uid: str) -> Any:
        return self.get(f"/subscribe/payments/schedule/{merchant_uid}")


def order(customer_uid: str, merchant_uid: str, **more: Any) -> Json:
    known = {"customer_uid": customer_uid, "merchant_uid": merchant_uid}
    return known | {"amount": PRICE, "name": "멤버십"} | more


def served(answer: httpx.Response) -> Any:
    said = answer.json()
    assert (answer.status_code, said["code"]) == (200, 0), said
    return said["response"]


def refused(answer: httpx.Response, *, status: int = 200, code: int = 1) -> str:
    """The message of a refusal, which never carries a payload."""
    said = answer.json()
    assert (answer.status_code, said["code"], said["response"]) == (status, code, None), said
    return str(said["message"])


def names(found: Iterable[Json]) -> list[str]:
    return [one["merchant_uid"] for one in found]
