"""How a call is carried out: reads are retried with backoff, writes leave us exactly once."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import stamina

from billing_core.gateway import errors
from billing_core.gateway.answer import Answer
from billing_core.gateway.call import Call
from billing_core.gateway.fields import Unreadable
from billing_core.gateway.hurry import hurry
from billing_core.gateway.token import TokenKeeper
from billing_core.gateway.transport import Transport

T = TypeVar("T")

READ_ATTEMPTS = 3
LONGEST_PAUSE = 5.0  # seconds; somebody may be waiting in front of a page


def worth_asking_again(error: Exception) -> bool | float:
    """Whether a read should be retried, with the usual backoff or after how many seconds.

    Yes for Unavailable only: every other error is an answer and would come again. When the
    gateway says how long to wait we obey, unless that is longer than a person should stare
    at a page; then the caller learns it from `retry_after` and comes back later.
    """
    if not isinstance(error, errors.Unavailable):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= LONGEST_PAUSE else False


class Wire:
    def __init__(self, transport: Transport, tokens: TokenKeeper) -> None:
        self._transport = transport
        self._tokens = tokens
        self._patiently = stamina.RetryingCaller(
            attempts=READ_ATTEMPTS,
            timeout=20.0,
            wait_initial=0.2,
            wait_max=LONGEST_PAUSE,
            wait_jitter=0.3,
        ).on(worth_asking_again)

    def read(self, call: Call, parse: Callable[[object], T]) -> T:
        """Sends a read, retried with backoff and jitter while Unavailable, unless in a hurry.
        Raises what a read raises (see `errors`)."""
        if hurry() is not None:
            return self._read_once(call, parse)
        return self._patiently(self._read_once, call, parse)

    def _read_once(self, call: Call, parse: Callable[[object], T]) -> T:
        answer = self._authorised(call)
        try:
            return parse(call.accept(answer))
        except Unreadable as error:
            raise call.error(errors.BadAnswer, f"unreadable, {error}", answer) from error

    @property
    def ahead(self) -> timedelta | None:
        """How far the gateway's clock is ahead of ours; None before it has told the time."""
        return self._tokens.ahead

    def ask_the_time(self) -> None:
        """Measures `ahead` anew. Raises what a read raises."""
        if hurry() is not None:
            self._tokens.renew()
        else:
            self._patiently(self._tokens.renew)

    def make_ready(self, call: Call) -> None:
        """Sees to a token for a write: what fails here has never left, and may be repeated."""
        try:
            self._patiently(self._tokens.current)
        except (errors.Unavailable, errors.BadAnswer) as error:
            raise call.error(errors.NotSent, str(error)) from error

    def write(self, call: Call, parse: Callable[[object], T]) -> T:
        """Sends a write once; a second time only after a refused token (401: not executed)."""
        self.make_ready(call)
        try:
            answer = self._authorised(call)
        except (errors.Unavailable, errors.BadAnswer) as error:
            # A write itself never ends in these: no token was to be had, so it never left.
            raise call.error(errors.NotSent, str(error)) from error
        try:
            return parse(call.accept(answer))
        except Unreadable as error:
            raise call.error(errors.OutcomeUnknown, f"unreadable, {error}", answer) from error

    def _authorised(self, call: Call) -> Answer:
        token = self._tokens.current()
        answer = self._transport.send(call, token)
        if answer.http_status == 401:
            answer = self._transport.send(call, self._tokens.current(refused=token))
        if answer.http_status == 401:
            raise call.error(errors.Unauthorized, "a freshly fetched token was refused", answer)
        return answer
