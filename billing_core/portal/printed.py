"""Won, days and moments as a member reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from billing_core.rules.calendar import KST, is_midnight, kst_date
from billing_core.wording import member_pages


def won_said(won: int, place: int = 0) -> str:
    return member_pages.WON_FORM[place].format(won=won)


def day_said(when: datetime | date, place: int = 0) -> str:
    """The day in Seoul, with its weekday."""
    day = kst_date(when) if isinstance(when, datetime) else when
    return member_pages.DAY_FORM[place].format(
        day=day, weekday=member_pages.WEEKDAYS[place][day.weekday()]
    )


def moment_said(when: datetime, place: int = 0) -> str:
    """The minute in Seoul."""
    return member_pages.MOMENT_FORM[place].format(at=when.astimezone(KST))


def until_said(when: datetime, place: int = 0) -> str:
    """The end of a time, half-open: the midnight with which a day begins is said as such, for
    `until the 1st` would be read as with the 1st."""
    if is_midnight(when):
        return member_pages.MIDNIGHT_FORM[place].format(day=day_said(when, place))
    return moment_said(when, place)


@dataclass(frozen=True)
class Printed:
    """The same in the language of one page."""

    place: int

    def won(self, won: int) -> str:
        return won_said(won, self.place)

    def day(self, when: datetime | date) -> str:
        return day_said(when, self.place)

    def moment(self, when: datetime) -> str:
        return moment_said(when, self.place)

    def until(self, when: datetime) -> str:
        return until_said(when, self.place)
