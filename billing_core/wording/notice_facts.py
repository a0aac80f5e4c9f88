"""Facts of a notice in Korean words: what stands in its holes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from billing_core.rules.calendar import KST, kst_date
from billing_core.rules.company import Company
from billing_core.rules.decline import DeclineReason
from billing_core.rules.notice_text import Hole, fill_holes
from billing_core.wording import notices
from billing_core.wording.member_pages import DAY_FORM, WEEKDAYS, WON_FORM
from billing_core.wording.notice_holes import HOLES, WITHOUT


@dataclass(frozen=True)
class NoticeFacts:
    """What is known when a notice is said. `facts` as the notice keeps them."""

    name: str
    company: Company
    page_url: str
    facts: Mapping[str, Any]
    happened_at: datetime
    next_try_at: datetime | None = None

    def said(self, text: str) -> str:
        """The text with every hole filled: by the fact, or by what can stand there without it."""
        values = {HOLES[hole][0]: self._values().get(hole) or WITHOUT[hole] for hole in Hole}
        return fill_holes(text, values)

    def kept(self) -> dict[str, Any]:
        """What a notice keeps when it is sent, so that it says the same when settings are others."""
        next_try = self.next_try_at.isoformat() if self.next_try_at else None
        return {
            **self.facts,
            "company": self.company.name,
            "contact": _contact(self.company),
            "page": self.page_url,
            "next_try": next_try,
        }

    def _values(self) -> dict[Hole, str]:
        facts = self.facts
        amount = facts.get("amount")
        decline = facts.get("decline")
        known = DeclineReason(decline) if decline in set(DeclineReason) else None
        company = self.company
        return {
            Hole.NAME: f"{self.name} 님" if self.name.strip() else "",
            Hole.COMPANY: str(facts.get("company", company.name)),
            Hole.PLAN: str(facts.get("plan") or ""),
            Hole.AMOUNT: _won(amount),
            Hole.REASON: notices.DECLINED[known] if known else "",
            Hole.ADVICE: notices.WHAT_TO_DO[known] if known else "",
            Hole.UNTIL: _midnight(facts.get("until")),
            Hole.NEXT_TRY: _moment(self.next_try_at) or _midnight(facts.get("next_try")),
            Hole.ENDS: _midnight(facts.get("ends")),
            Hole.STILL: _still(facts, self.happened_at),
            Hole.HAPPENED: _day(self.happened_at),
            Hole.ANSWER: _answered(facts.get("granted"), amount),
            Hole.PAGE: str(facts.get("page", self.page_url)),
            Hole.CONTACT: str(facts.get("contact", _contact(company))),
        }


def _contact(company: Company) -> str:
    return " · ".join(filter(None, (company.phone, company.email)))


def _won(amount: object) -> str:
    return WON_FORM[0].format(won=amount) if isinstance(amount, int) else ""


def _answered(granted: object, amount: object) -> str:
    if granted is None:
        return ""
    if granted and amount == 0:
        return notices.GONE_BACK
    return (
        notices.GRANTED.format(amount=_won(amount) or WITHOUT[Hole.AMOUNT])
        if granted
        else notices.DENIED
    )


def _still(facts: Mapping[str, Any], happened_at: datetime) -> str:
    """Whoever stops after a refused payment, or whose access a refund has ended, has nothing left."""
    ends = facts.get("ends")
    if not isinstance(ends, str):
        return notices.NEVER_PAID if facts.get("never_paid") else ""
    usable = datetime.fromisoformat(ends) > happened_at
    return (notices.STILL_USABLE if usable else notices.USED_UP).format(ends=_midnight(ends))


def _day(at: datetime) -> str:
    day = kst_date(at)
    return DAY_FORM[0].format(day=day, weekday=WEEKDAYS[0][day.weekday()])


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{_day(at)} {at.astimezone(KST):%H:%M}"


def _midnight(kept: object) -> str:
    """The first midnight that is no longer paid: "11월 30일 0시" cannot be read two ways."""
    if not isinstance(kept, str):
        return ""
    at = datetime.fromisoformat(kept)
    korean = at.astimezone(KST)
    if (korean.hour, korean.minute) == (0, 0):
        return f"{_day(at)} 0시"
    return _moment(at)


def sample_facts(company: Company, page_url: str, at: datetime) -> NoticeFacts:
    """A made-up member, for a preview: everything is known."""
    day = timedelta(days=1)
    ends = (at.astimezone(KST) + 30 * day).replace(hour=0, minute=0, second=0, microsecond=0)
    facts = {
        "plan": "월 정기 멤버십",
        "amount": 29_000,
        "decline": str(DeclineReason.LIMIT_EXCEEDED),
        "until": (ends - 23 * day).isoformat(),
        "ends": ends.isoformat(),
        "granted": True,
    }
    next_try = (at.astimezone(KST) + day).replace(hour=10, minute=0, second=0, microsecond=0)
    return NoticeFacts("김하늘", company, page_url, facts, at, next_try)
