"""One request to the gateway, and what its failure would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeVar

from billing_core.gateway import errors
from billing_core.gateway.answer import Answer

E = TypeVar("E", bound=errors.GatewayError)
Query = tuple[tuple[str, str | int], ...]


class Kind(Enum):
    READ = auto()  # changes nothing, so it may be repeated
    ACT = auto()  # changes something; a clear "no" proves that it did not
    MONEY = auto()  # charges, books or refunds: nothing but a clear success proves anything


@dataclass(frozen=True)
class Call:
    """One request. `ids` go to log and errors; `body` may hold secrets and goes to neither."""

    operation: str
    kind: Kind
    method: str
    path: str
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Query = ()
    body: Mapping[str, object] | None = field(default=None, repr=False)

    def with_query(self, **more: str | int) -> Call:
        return replace(self, query=(*self.query, *more.items()))

    def error(self, kind: type[E], message: str, answer: Answer | None = None) -> E:
        """An error of this call; not raised yet."""
        if answer is None:
            return kind(message, operation=self.operation, ids=self.ids)
        return kind(
            message,
            operation=self.operation,
            ids=self.ids,
            code=answer.code,
            gateway_message=answer.message,
            http_status=answer.http_status,
            retry_after=answer.retry_after,
        )

    def no_answer(self, message: str) -> errors.GatewayError:
        """The error where nothing came back, although the request may have arrived."""
        return self.error(
            errors.Unavailable if self.kind is Kind.READ else errors.OutcomeUnknown, message
        )

    def accept(self, answer: Answer) -> object:
        """The answer's `response` when it is a success; otherwise raises what it means."""
        if answer.succeeded:
            return answer.response
        raise self.error(self._meaning(answer), answer.in_words, answer)

    def _meaning(self, answer: Answer) -> type[errors.GatewayError]:
        if self.kind is Kind.MONEY:
            # A refused card, a refused duplicate and a bad request look alike by `code`.
            return errors.OutcomeUnknown
        if answer.may_pass:
            return errors.Unavailable if self.kind is Kind.READ else errors.OutcomeUnknown
        if answer.code is None:  # not Iamport's words: a proxy's page, or a wrong address
            return errors.BadAnswer if self.kind is Kind.READ else errors.OutcomeUnknown
        return errors.NotFound if answer.http_status == 404 else errors.Refused
