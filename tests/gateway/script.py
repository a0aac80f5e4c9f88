"""An Iamport that says exactly what a test wrote down, and remembers what it was asked."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

NOON = 1_795_402_800  # 2026-11-23 12:00 in Seoul
NINE = NOON - 3 * 3600  # when the office's clock stands still


def envelope(response: object, code: int = 0, message: str | None = None) -> dict[str, object]:
    return {"code": code, "message": message, "response": response}


def said_no(message: str = "요청이 거절되었습니다.") -> httpx.Response:
    """How the live service refuses nearly everything: HTTP 200 and a code."""
    return httpx.Response(200, json=envelope(None, 1, message))


def said(response: object, http_status: int = 200) -> httpx.Response:
    return httpx.Response(http_status, json=envelope(response))


def unknown_id() -> httpx.Response:
    return httpx.Response(404, json=envelope(None, -1, "존재하지 않는 결제정보입니다."))


def payment_row(**changes: object) -> dict[str, object]:
    return {
        "imp_uid": "imp_100",
        "merchant_uid": "bdc1",
        "status": "paid",
        "amount": 29_000,
        "cancel_amount": 0,
        "currency": "KRW",
        "customer_uid": "card_1",
        "customer_uid_usage": "payment",
        "started_at": NOON,
        "paid_at": NOON,
        "failed_at": 0,
        "cancelled_at": 0,
        "cancel_history": [],
        "card_name": "신한카드",
        "card_number": "433333******1234",
        "apply_num": "30001234",
        "sandbox": False,
        **changes,
    }


def booking_row(**changes: object) -> dict[str, object]:
    return {
        "merchant_uid": "bdc2",
        "customer_uid": "card_1",
        "imp_uid": None,
        "schedule_at": NOON,
        "executed_at": 0,
        "revoked_at": 0,
        "amount": 29_000,
        "schedule_status": "scheduled",
        "payment_status": None,
        "fail_reason": None,
        **changes,
    }


def page(rows: list[Any], *, following: int = 0, total: int | None = None) -> dict[str, object]:
    total = len(rows) if total is None else total
    return {"total": total, "previous": 0, "next": following, "list": rows}


class Script:
    """For httpx.MockTransport. Answers come in order and the last one again and again.

    The token is handed out without using up an answer; `tokens_given` counts it.
    """

    def __init__(self) -> None:
        self.answers: list[httpx.Response | Exception] = []
        self.requests: list[httpx.Request] = []
        self.tokens_given = 0
        self.now = NINE  # by the gateway's own clock

    def will_answer(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/users/getToken"):
            self.tokens_given += 1
            token = f"token-{self.tokens_given}"
            return said({"access_token": token, "now": self.now, "expired_at": self.now + 1800})
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    @property
    def asked(self) -> list[str]:
        """Method and path of every request, in order."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def body(self, index: int = -1) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.requests[index].content)
        return body

    def query(self, index: int = -1) -> dict[str, list[str]]:
        return parse_qs(urlsplit(str(self.requests[index].url)).query)
