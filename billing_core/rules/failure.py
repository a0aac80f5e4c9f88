"""Failures: what went wrong with the book or the gateway, as far as a person is told. How each is
said, `wording.failures` says."""

from dataclasses import dataclass, field
from enum import StrEnum


class FailureCode(StrEnum):
    """Beside each the facts that it carries."""

    STORAGE = "storage"
    GATEWAY = "gateway"
    UNAVAILABLE = "unavailable"
    NOT_SENT = "not_sent"
    OUTCOME_UNKNOWN = "outcome_unknown"
    ANSWERED_NO = "answered_no"  # reason: what the gateway said, may be empty
    REFUSED = "refused"  # reason
    NOT_FOUND = "not_found"
    UNAUTHORIZED = "unauthorized"
    BAD_ANSWER = "bad_answer"
    # Stopped by ourselves, before anything was sent
    NO_GATEWAY_NUMBER = "no_gateway_number"
    ORDER_NUMBER = "order_number"  # longest
    CARD_NUMBER = "card_number"  # longest
    NO_AMOUNT = "no_amount"
    NO_NAME = "no_name"
    NO_REFUND = "no_refund"
    MORE_THAN_LEFT = "more_than_left"  # amount, left: won


@dataclass(frozen=True)
class Failure:
    code: FailureCode
    facts: dict[str, str | int] = field(default_factory=dict)


def failure(code: FailureCode, **facts: str | int) -> Failure:
    return Failure(code, facts)
