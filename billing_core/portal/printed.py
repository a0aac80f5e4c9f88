"""Won, days and moments as a member reads them."""

from __future__ import annotations

from datetime import date, datetime

from billing_core.rules.calendar import KST, kst_date
from billing_core.wording.member_pages import DAY_FORM, MOMENT_FORM, WEEKDAYS, WON_FORM


def won_said(won: int, place: int = 0) -> str:
    return WON_FORM[place].format(won=won)


def day_said(when: datetime | date, place: int = 0) -> str:
    """The day in Seoul, with its weekday."""
    day = kst_date(when) if isinstance(when, datetime) else when
    return DAY_FORM[place].format(day=day, weekday=WEEKDAYS[place][day.weekday()])


def moment_said(when: datetime, place: int = 0) -> str:
    """The minute in Seoul."""
    return MOMENT_FORM[place].format(at=when.astimezone(KST))
