"""How long a member's links and sessions live, and what they ask."""

from datetime import timedelta
from enum import StrEnum


class MemberLinkKind(StrEnum):
    FROM_APP = "from_app"  # the company's app knows who it sends
    FROM_DESK = "from_desk"  # sent as a message, which others may read: asks one thing more
    PAYMENT = "payment"  # a card for one failed cycle


LASTS = {
    MemberLinkKind.FROM_APP: timedelta(minutes=10),
    MemberLinkKind.FROM_DESK: timedelta(hours=24),
    MemberLinkKind.PAYMENT: timedelta(hours=24),
}
SESSION_LASTS = timedelta(minutes=30)
MOST_WRONG_ANSWERS = 5
