"""Texts with holes: `{이름}` stands for what is known of a member when the notice is sent.

Which names holes have is a matter of words (`wording.notice_holes`); here stands what may be
written and how a text is filled.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from billing_core.rules.notice import NoticeKind

LONGEST_SUBJECT, LONGEST_BODY = 100, 2_000
_HOLE = re.compile(r"\{\s*([^{}]*?)\s*\}")
_BRACE = re.compile(r"[{}]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class Hole(StrEnum):
    NAME = "name"
    COMPANY = "company"
    PLAN = "plan"
    AMOUNT = "amount"
    REASON = "reason"
    ADVICE = "advice"
    UNTIL = "until"
    NEXT_TRY = "next_try"
    ENDS = "ends"
    STILL = "still"
    HAPPENED = "happened"
    ANSWER = "answer"
    PAGE = "page"
    CONTACT = "contact"


_EVERYWHERE = (Hole.NAME, Hole.COMPANY, Hole.PLAN, Hole.PAGE, Hole.CONTACT, Hole.HAPPENED)
HOLES_OF: Mapping[NoticeKind, tuple[Hole, ...]] = {
    NoticeKind.PAYMENT_FAILED: (
        *_EVERYWHERE,
        *(Hole.AMOUNT, Hole.REASON, Hole.ADVICE, Hole.UNTIL, Hole.NEXT_TRY),
    ),
    NoticeKind.CHARGED_AFTER_RETRY: (*_EVERYWHERE, Hole.AMOUNT, Hole.ENDS),
    NoticeKind.CANCELLATION_CONFIRMED: (*_EVERYWHERE, Hole.ENDS, Hole.STILL),
    NoticeKind.ACCESS_ENDING: (*_EVERYWHERE, Hole.ENDS),
    NoticeKind.REFUND_DONE: (*_EVERYWHERE, Hole.AMOUNT),
    NoticeKind.REFUND_ANSWERED: (*_EVERYWHERE, Hole.AMOUNT, Hole.ANSWER),
}


def holes_in(text: str) -> list[str]:
    """The names in braces, in their order."""
    return _HOLE.findall(text)


def has_lone_brace(text: str) -> bool:
    """A brace that opens or closes no hole would be printed as it is."""
    return _BRACE.search(_HOLE.sub("", text)) is not None


def fill_holes(text: str, values: Mapping[str, str]) -> str:
    """`text` with its holes filled in one pass, so that a member who is called `{이름}` is text,
    too. A hole that is not among `values` leaves nothing."""
    return _HOLE.sub(lambda hole: on_one_line(values.get(hole[1], "")), text)


def on_one_line(value: str) -> str:
    """What a member is called begins no line and no header of a letter."""
    return " ".join(_UNSEEN.sub(" ", value).split())
