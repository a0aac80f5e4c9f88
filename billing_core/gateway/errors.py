"""Everything that can go wrong between us and Iamport, told apart by what to do about it.

GatewayError
├── Unavailable            nothing was learnt and nothing was changed: ask again later
│   └── NotSent            the connection never opened: certain that nothing happened
├── OutcomeUnknown         a write left us and no clear success came back: resolve it by reading
├── Refused                the gateway said no, and nothing was changed
│   ├── InvalidRequest     said by ourselves, before anything was sent
│   └── NotFound           the gateway knows nothing under that id
├── Unauthorized           our API keys do not open the door; nothing was executed
└── BadAnswer              a read was answered with something that cannot be true or understood

A read raises anything but OutcomeUnknown. A write raises anything but BadAnswer and a bare
Unavailable; a write that moves or books money raises Refused only as InvalidRequest, because
the gateway's own "no" (a `code` that is not 0) may hide a charge that did run.
"""

from collections.abc import Mapping

from billing_core.rules.failure import Failure, FailureCode, failure


class GatewayError(Exception):
    """Any failure of a call; `str()` is a sentence for the log without secrets or card data.

    `operation` is the method that was called, `ids` what it was called with (`imp_uid`,
    `merchant_uid`, `customer_uid`), `code` and `gateway_message` the gateway's own words,
    `http_status` its status line (None: no answer came), `retry_after` seconds it asked to wait.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        ids: Mapping[str, str] | None = None,
        code: int | None = None,
        gateway_message: str = "",
        http_status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{operation}: {message}")
        self.operation = operation
        self.ids = dict(ids or {})
        self.code = code
        self.gateway_message = gateway_message
        self.http_status = http_status
        self.retry_after = retry_after

    @property
    def cause(self) -> BaseException | None:
        """What this was raised from: usually the transport's own error."""
        return self.__cause__

    @property
    def merchant_uid(self) -> str:
        return self.ids.get("merchant_uid", "")

    @property
    def failure(self) -> Failure:
        """What a person is told of it."""
        return failure(FailureCode.GATEWAY)


class Unavailable(GatewayError):
    """429, 5xx, a time-out, a broken body or no connection, while nothing was being changed."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.UNAVAILABLE)


class NotSent(Unavailable):
    """The request never left: the connection did not open, or no token could be had for it."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.NOT_SENT)


class OutcomeUnknown(GatewayError):
    """A write left us and no clear success came back; it may have happened, now or later.

    Never send it again under a new number: read `find_all_payments` or `booking` until settled.
    """

    @property
    def answered_no(self) -> bool:
        """The gateway did answer, and said no (`code`, `gateway_message`): likely, not proven.

        False for what is no answer at all: a time-out, 408, 429, 5xx, a body that is no envelope.
        """
        answered = self.http_status is not None and self.http_status < 500
        return answered and self.http_status not in (408, 429) and self.code not in (None, 0)

    @property
    def failure(self) -> Failure:
        if self.answered_no:
            return failure(FailureCode.ANSWERED_NO, reason=self.gateway_message)
        return failure(FailureCode.OUTCOME_UNKNOWN)


class Refused(GatewayError):
    """The gateway said no; nothing was changed. Asking again unchanged gives the same answer."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.REFUSED, reason=self.gateway_message)


class InvalidRequest(Refused):
    """A request that our own validation stopped: the gateway would misread it."""

    def __init__(self, problem: Failure, *, operation: str, ids: Mapping[str, str]) -> None:
        super().__init__(f"not sent, {problem.code}", operation=operation, ids=ids)
        self.problem = problem

    @property
    def failure(self) -> Failure:
        return self.problem


class NotFound(Refused):
    """The gateway knows nothing under that id. Once is not proof: it may still be at work."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.NOT_FOUND)


class Unauthorized(GatewayError):
    """The keys are wrong, or a freshly fetched token was refused. Nothing was executed."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.UNAUTHORIZED)


class BadAnswer(GatewayError):
    """A read was answered, but not with something we can believe. Never rounded, never guessed."""

    @property
    def failure(self) -> Failure:
        return failure(FailureCode.BAD_ANSWER)
