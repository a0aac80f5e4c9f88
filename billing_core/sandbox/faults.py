"""Fault injection: what can go wrong between a merchant and the gateway, armed call by call."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from random import Random


class Where(Enum):
    """What a fault strikes."""

    CONNECTION = auto()  # before the gateway knows what is asked
    CALL = auto()
    WEBHOOK = auto()


class FaultKind(StrEnum):
    NO_CONNECTION = "no_connection"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    REFUSED_BEFORE = "refused_before"
    REFUSED_AFTER = "refused_after"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNAUTHORIZED = "unauthorized"
    BROKEN_BODY = "broken_body"
    LATE = "late"
    NOT_DONE = "not_done"
    WEBHOOK_LOST = "webhook_lost"
    WEBHOOK_DOUBLED = "webhook_doubled"
    WEBHOOK_DELAYED = "webhook_delayed"
    WEBHOOK_REORDERED = "webhook_reordered"
    WEBHOOK_BEFORE_ANSWER = "webhook_before_answer"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]

    @property
    def where(self) -> Where:
        if self is FaultKind.NO_CONNECTION:
            return Where.CONNECTION
        return Where.WEBHOOK if self.value.startswith("webhook_") else Where.CALL


_MEANINGS = {
    FaultKind.NO_CONNECTION: "the connection does not open: nothing was asked, nothing done",
    FaultKind.TIMEOUT_BEFORE: "no answer, and nothing was done",
    FaultKind.TIMEOUT_AFTER: "no answer, but it was done",
    FaultKind.ERROR_BEFORE: "HTTP `status` (502), and nothing was done",
    FaultKind.ERROR_AFTER: "HTTP `status` (502), but it was done",
    FaultKind.REFUSED_BEFORE: "HTTP 200 with code 1 (the PG could not be reached), nothing done",
    FaultKind.REFUSED_AFTER: "HTTP 200 with code 1 although it was done",
    FaultKind.TOO_MANY_REQUESTS: "HTTP 429, nothing done",
    FaultKind.UNAUTHORIZED: "HTTP 401 although the token is good, nothing done",
    FaultKind.BROKEN_BODY: "done, but the JSON of the answer stops half-way",
    FaultKind.LATE: "no answer; it is done `seconds` later on the sandbox's clock",
    FaultKind.NOT_DONE: "answered as if it were done, and nothing was done",
    FaultKind.WEBHOOK_LOST: "the webhook vanishes",
    FaultKind.WEBHOOK_DOUBLED: "the webhook arrives twice",
    FaultKind.WEBHOOK_DELAYED: "the webhook arrives `seconds` later on the sandbox's clock",
    FaultKind.WEBHOOK_REORDERED: "the next webhook overtakes it (or it waits `seconds`)",
    FaultKind.WEBHOOK_BEFORE_ANSWER: "the webhook arrives before the API call is answered",
}


class UnknownFaultError(ValueError):
    """A fault that could never strike: no such kind, operation or share."""


@dataclass(frozen=True)
class Fault:
    """One injected fault: what goes wrong, and when.

    `operation` is a name from the route table (`again`, `schedule`, `cancel`, ...) or, for
    webhooks, what caused them (also `issue`, `reservation`, `recovery`, `console_refund`); empty
    means any. `times` None is an outage: it lasts until it is lifted, or the faults are cleared.
    """

    kind: FaultKind
    operation: str = ""
    merchant_uid: str = ""
    times: int | None = 1
    probability: float = 1.0
    seconds: int = 60
    status: int = 502

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1 or self.seconds < 0:
            raise UnknownFaultError("probability is between 0 and 1, seconds is not negative")
        if self.merchant_uid and self.kind.where is Where.CONNECTION:
            raise UnknownFaultError("a connection that does not open names no merchant_uid")

    @property
    def is_outage(self) -> bool:
        return self.times is None and self.kind.where is not Where.WEBHOOK

    def concerns(self, operation: str, merchant_uids: Collection[str]) -> bool:
        return self.operation in ("", operation) and (
            not self.merchant_uid or self.merchant_uid in merchant_uids
        )


class Faults:
    """The armed faults. Not thread-safe by itself: the sandbox's lock is."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._armed: list[Fault] = []

    @property
    def armed(self) -> tuple[Fault, ...]:
        return tuple(self._armed)

    def arm(self, fault: Fault) -> None:
        self._armed.append(fault)

    def clear(self) -> None:
        self._armed.clear()

    def lift_outages(self) -> None:
        self._armed = [fault for fault in self._armed if not fault.is_outage]

    def draw(
        self, where: Where, operation: str, merchant_uids: Collection[str] = ()
    ) -> Fault | None:
        """The fault that strikes now, if any; its remaining count goes down."""
        for index, fault in enumerate(self._armed):
            if fault.kind.where is where and fault.concerns(operation, merchant_uids):
                if fault.probability < 1 and self._dice.random() >= fault.probability:
                    continue
                self._use_up(index, fault)
                return fault
        return None

    def _use_up(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._armed[index] = replace(fault, times=fault.times - 1)
        else:
            del self._armed[index]
