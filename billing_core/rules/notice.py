"""Notices (고지) to members: which there are, what became of one, and for how long it is worth
sending. What each says is a text that the company may change; `wording.notice_texts` has the
first of each.
"""

import hashlib
from datetime import timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    """No card "about to expire": the gateway tells no expiry date, so only the refusal itself
    can be told, with its reason (`PAYMENT_FAILED`)."""

    PAYMENT_FAILED = "payment_failed"
    CHARGED_AFTER_RETRY = "charged_after_retry"
    CANCELLATION_CONFIRMED = "cancellation_confirmed"
    ACCESS_ENDING = "access_ending"
    REFUND_DONE = "refund_done"
    REFUND_ANSWERED = "refund_answered"

    @property
    def worth_sending(self) -> timedelta:
        """After it the notice lapses: who hears of a failure a week later is only confused."""
        return _WORTH.get(self, timedelta(days=7))


_WORTH = {
    NoticeKind.PAYMENT_FAILED: timedelta(days=3),
    NoticeKind.CHARGED_AFTER_RETRY: timedelta(days=3),
    NoticeKind.ACCESS_ENDING: timedelta(days=3),
}


class NoticeChannel(StrEnum):
    SENDER = "sender"  # the company's own program for 알림톡 and SMS
    EMAIL = "email"
    SLACK = "slack"  # of the team alone
    DEMO_MAILBOX = "demo_mailbox"  # nothing leaves a demo


class NoticeState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # taken by the mail server or the company's sender: no more is proved
    DELIVERED = "delivered"  # the company's sender says that it arrived
    FAILED = "failed"
    UNDELIVERABLE = "undeliverable"  # there is no way to reach the member
    UNCLEAR = "unclear"  # it may have gone out; it is not sent again by itself
    OVERTAKEN = "overtaken"  # no longer true when it was to be sent, so nobody needs to hear it

    @property
    def not_told(self) -> bool:
        """A person has to see to it that the member learns of it."""
        return self in NOT_TOLD


NOT_TOLD = (NoticeState.FAILED, NoticeState.UNDELIVERABLE, NoticeState.UNCLEAR)


class NoticeReason(StrEnum):
    """Why a notice was not sent. How each is said, `wording.notices` says."""

    NO_CONTACT = "no_contact"
    ADDRESS_REFUSED = "address_refused"
    SENDER_REFUSED = "sender_refused"
    TOO_OLD = "too_old"  # it could not be sent for as long as it was worth sending
    MAYBE_SENT = "maybe_sent"
    NO_LONGER_TRUE = "no_longer_true"
    FORGOTTEN = "forgotten"


class TeamNoticeKind(StrEnum):
    BRIEF = "brief"  # of the morning
    ALERT = "alert"  # of what costs money


def notice_number(kind: NoticeKind, event: str) -> str:
    """By which receivers know a notice: of one event always the same, whichever attempt, and also
    in a book that was taken back from a backup."""
    return hashlib.sha256(f"{kind}:{event}".encode()).hexdigest()[:24]
