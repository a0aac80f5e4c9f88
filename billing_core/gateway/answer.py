"""An HTTP response, parsed down to Iamport's envelope `{code, message, response}`."""

import json
import math
from dataclasses import dataclass

import httpx

from billing_core.gateway.allow_list import allowed_answer
from billing_core.gateway.fields import Fields, Unreadable
from billing_core.rules.free_text import without_personal_numbers

LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Answer:
    """A parsed response. `code` is None when the body was no envelope; `retry_after` in seconds."""

    http_status: int
    code: int | None = None
    message: str = ""
    response: object = None
    retry_after: float | None = None

    @property
    def succeeded(self) -> bool:
        if self.http_status == 207:  # part of a list was found; the rest is simply absent
            return self.response is not None
        return 200 <= self.http_status < 300 and self.code == 0

    @property
    def may_pass(self) -> bool:
        """A transient failure: the same request may well be answered properly in a while."""
        if self.http_status == 429 or self.http_status >= 500:
            return True
        return 200 <= self.http_status < 300 and self.code is None

    @property
    def in_words(self) -> str:
        if self.code is None:
            return f"HTTP {self.http_status} without a readable envelope"
        return f"HTTP {self.http_status}, code {self.code}, {self.message!r}"


def read_answer(http: httpx.Response) -> Answer:
    """Parses a response, as far as the allow-list goes. Never raises: a body that cannot be read is
    an answer without a `code`."""
    retry_after = _seconds(http.headers.get("retry-after", ""))
    try:
        envelope = Fields(json.loads(http.content, parse_float=_finite, parse_constant=str))
        return Answer(
            http.status_code,
            code=envelope.whole("code"),
            message=without_personal_numbers(envelope.text("message")[:LONGEST_MESSAGE]),
            response=allowed_answer(envelope.raw.get("response")),
            retry_after=retry_after,
        )
    except (ValueError, RecursionError, Unreadable):
        return Answer(http.status_code, retry_after=retry_after)


def _finite(digits: str) -> float | str:
    """No database keeps NaN or an infinity inside JSON: such a number stays the text it was."""
    number = float(digits)
    return number if math.isfinite(number) else digits


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 6 else None
