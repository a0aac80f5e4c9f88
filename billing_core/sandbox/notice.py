"""A webhook: what it says, where it goes, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["waiting", "sent", "lost", "failed", "no_address"]


@dataclass
class Notice:
    """One delivery of one webhook. It is unsigned, as V1's are: a doorbell, not a message."""

    url: str
    format: Literal["json", "form"]
    imp_uid: str
    merchant_uid: str
    status: str
    cause: str  # the operation that rang: again, onetime, issue, reservation, cancel, ...
    created_at: int
    cancellation_id: str | None = None
    attempt: int = 1
    outcome: Outcome = "waiting"
    id: int = 0

    @property
    def body(self) -> dict[str, str]:
        says = {"imp_uid": self.imp_uid, "merchant_uid": self.merchant_uid, "status": self.status}
        return says | ({"cancellation_id": self.cancellation_id} if self.cancellation_id else {})


class UndeliveredError(Exception):
    """The receiver could not be reached or answered 5xx; the only case worth sending again."""


Sender = Callable[[Notice], None]
"""Delivers one webhook, or raises `UndeliveredError`."""


def nobody(notice: Notice) -> None:
    """The sender of a sandbox that was given none."""
    raise UndeliveredError(f"no sender for {notice.url}")
