"""The port to people: what a channel is given, and the four ways in which sending may end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from billing_core.rules.notice import NoticeChannel, NoticeState

SECONDS = 10.0  # for one answer of a mail server or a sender: a worker has other work, too


@dataclass(frozen=True)
class Letter:
    """What is to be said to whom. `number`: by which a receiver knows it, in every attempt."""

    number: str
    subject: str
    text: str
    at: datetime
    kind: str = ""
    app_id: str = ""
    email: str = ""
    phone: str = ""


class AddressRefused(Exception):
    """This person cannot be reached this way, for good; others can."""


class TryLater(Exception):
    """It was surely not sent, and another try may help; others can be reached meanwhile."""


class ChannelDown(Exception):
    """It was surely not sent, and nobody can be reached this way just now."""


class OutcomeUnclear(Exception):
    """It may have been sent."""


class Channel(Protocol):
    """`send` returns what is proved: "sent" where it was taken, "delivered" where it arrived.

    Raises AddressRefused, TryLater, ChannelDown, OutcomeUnclear.
    """

    @property
    def kind(self) -> NoticeChannel: ...

    def reaches(self, letter: Letter) -> bool:
        """Whether there is anything to send it to."""
        ...

    def send(self, letter: Letter) -> NoticeState: ...
