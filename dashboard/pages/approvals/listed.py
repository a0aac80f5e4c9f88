"""One permission change as one line: name, dates and whether it can be approved, in few words."""

from datetime import datetime

from billing_core.desk.downgrades import DowngradeRow
from billing_core.rules.downgrade import Check, Checklist
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approval_list import DateInRow, ListedDowngrade, TonedText
from dashboard.pages.approvals.downgrade_story import check_text
from dashboard.parts.language import NOTHING, Words, day, days_between
from dashboard.parts.markup import Tone
from dashboard.parts.shown_members import member_id, member_name
from dashboard.parts.words import states


def listed(
    row: DowngradeRow, checklist: Checklist, now: datetime, *, opened: bool
) -> ListedDowngrade:
    name = member_name(row.member_name, row.app_id)
    days = days_between(row.paid_through, now)
    return ListedDowngrade(
        id=row.id,
        name=name,
        code=member_id(row.app_id),
        kind=_toned(states.END_TONES[row.kind], states.END_KINDS[row.kind]()),
        dates=(
            _date(w.REQUESTED, row.requested_at, now),
            _date(w.CONFIRMED_ON_PHONE, row.confirmed_at, now),
            _date(w.ENDED_ON_PHONE, row.paid_through, now),
        ),
        past=w.DAYS_PAST_SHORT(n=days) if days else w.TODAY(),
        verdict=_verdict(checklist),
        green=checklist.green,
        open=opened,
        choose=w.PICK_ONE(name=name),
        approve=w.APPROVE_ONE(name=name),
        approve_short=w.APPROVE(),
        details=(w.CLOSE_ONE if opened else w.OPEN_ONE)(name=name),
    )


def _verdict(checklist: Checklist) -> TonedText:
    if checklist.green:
        return _toned(Tone.HEALTHY, w.STATE_GREEN())
    first, *others = checklist.red
    text = _in_few_words(first) + (w.AND_MORE(n=len(others)) if others else "")
    return _toned(Tone.CANCELLED, text, " · ".join(map(check_text, checklist.red)))


def _in_few_words(check: Check) -> str:
    words = w.UNREAD_SHORT if check.unread else w.RED_SHORT[check.code]
    return words(n=len(check.evidence))


def _date(label: Words, at: datetime | None, now: datetime) -> DateInRow:
    """`10-21`; with its year where it is another than this one."""
    whole = day(at)
    short = whole[:10] if at else NOTHING
    return DateInRow(label(), short.removeprefix(day(now)[:5]), whole)


def _toned(tone: Tone, text: str, why: str = "") -> TonedText:
    return TonedText(text, str(tone), tone.sign, why)
