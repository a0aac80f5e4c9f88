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

from __future__ import annotations

from collections.abc import Mapping


class GatewayError(Exception):
    """`str()` is a sentence for the log without secrets or card data.

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
    def for_people(self) -> str:
        """One Korean sentence: what is wrong and what to do."""
        return "포트원과 주고받는 중에 문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요."

    @property
    def _reason(self) -> str:
        return f"(사유: {self.gateway_message})" if self.gateway_message else ""


class Unavailable(GatewayError):
    """429, 5xx, a time-out, a broken body or no connection, while nothing was being changed."""

    @property
    def for_people(self) -> str:
        return "포트원이 지금 답하지 않아 최신 내용을 읽지 못했습니다. 잠시 뒤 다시 시도해 주세요."


class NotSent(Unavailable):
    """The request never left: the connection did not open, or no token could be had for it."""

    @property
    def for_people(self) -> str:
        return (
            "포트원에 연결하지 못해 요청을 보내지 않았고 아무것도 바뀌지 않았습니다. "
            "인터넷 연결을 확인한 뒤 다시 시도해 주세요."
        )


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
    def for_people(self) -> str:
        if self.answered_no:
            return (
                f"포트원이 요청을 받아들이지 않았습니다{self._reason}. "
                "실제 결과를 자동으로 확인하고 있으니 다시 요청하지 말고 기다려 주세요."
            )
        return (
            "포트원의 답을 받지 못해 처리되었는지 아직 알 수 없습니다. "
            "자동으로 확인하고 있으니 다시 요청하지 말고 기다려 주세요."
        )


class Refused(GatewayError):
    """The gateway said no; nothing was changed. Asking again unchanged gives the same answer."""

    @property
    def for_people(self) -> str:
        return (
            f"포트원이 요청을 거절했고 아무것도 바뀌지 않았습니다{self._reason}. "
            "내용을 확인한 뒤 다시 시도해 주세요."
        )


class InvalidRequest(Refused):
    """Stopped here: the gateway would misread it. `problem` is a Korean clause for people."""

    def __init__(self, problem: str, *, operation: str, ids: Mapping[str, str]) -> None:
        super().__init__(f"not sent, {problem}", operation=operation, ids=ids)
        self.problem = problem

    @property
    def for_people(self) -> str:
        return f"요청을 보내지 않았습니다: {self.problem}. 고친 뒤 다시 시도해 주세요."


class NotFound(Refused):
    """The gateway knows nothing under that id. Once is not proof: it may still be at work."""

    @property
    def for_people(self) -> str:
        return "포트원에 해당 내역이 없습니다. 번호를 확인해 주세요."


class Unauthorized(GatewayError):
    """The keys are wrong, or a freshly fetched token was refused. Nothing was executed."""

    @property
    def for_people(self) -> str:
        return (
            "포트원이 우리 API 키를 받아들이지 않습니다. "
            "설정의 BILLING_IMP_KEY와 BILLING_IMP_SECRET이 관리자콘솔의 V1 키와 같은지 확인해 주세요."
        )


class BadAnswer(GatewayError):
    """A read was answered, but not with something we can believe. Never rounded, never guessed."""

    @property
    def for_people(self) -> str:
        return (
            "포트원의 답을 이해할 수 없습니다. 설정의 BILLING_GATEWAY_URL이 맞는지 확인하고, "
            "계속되면 개발 담당자에게 알려 주세요."
        )
