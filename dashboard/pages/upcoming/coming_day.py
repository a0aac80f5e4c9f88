"""The charges of one day before they run, fifty a page (keyset pagination)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from billing_core.desk.upcoming import ChargePage, ComingCharge, charges_of_day
from dashboard.pages.upcoming import words as w
from dashboard.parts.language import clock_time, count
from dashboard.parts.markup import Tone, empty, section
from dashboard.parts.shown_members import card_of_member, member_id, member_name
from dashboard.parts.tables import people_table
from dashboard.parts.turning import turn, turned_to
from dashboard.parts.words import tables as t
from dashboard.parts.words import upcoming as upcoming_words

ROWS_PER_PAGE = 50
_KEY = "upcoming_charges_{}"


def charges_listed(session: Session, day: date) -> ChargePage:
    """The page of the day's charges that the person has turned to."""
    return turned_to(
        _KEY.format(day),
        lambda after: charges_of_day(session, day, limit=ROWS_PER_PAGE, after=after),
    )


def charge_list(
    page: ChargePage,
    of_all: int,
    day: date,
    title: str,
    *,
    in_month: int,
    in_question: Collection[str],
) -> None:
    """The page as a table. `of_all` charges of the day and `in_month` of its whole month are
    booked; those `in_question`, by name, other hands have touched."""
    section(w.LIST(day=title))
    if not in_month:
        empty(w.NOTHING_BOOKED(), w.NOTHING_BOOKED_NEXT())
        return
    if not page.rows:
        empty(w.NOTHING_THAT_DAY(), w.NOTHING_THAT_DAY_NEXT())
        return
    kinds = {w.RENEWAL(): Tone.PAID, w.RETRY(): Tone.WAITING}
    bookings = {
        w.CONFIRMED(): Tone.HEALTHY,
        w.UNCONFIRMED(): Tone.UNKNOWN,
        w.IN_QUESTION(): Tone.CANCELLED,
    }
    people_table(
        page.rows,
        {
            w.TIME(): lambda row: clock_time(row.due_at),
            t.MEMBER(): lambda row: member_name(row.member_name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
            w.PLAN(): lambda row: row.plan_name,
            t.AMOUNT(): lambda row: row.amount,
            w.KIND(): lambda row: w.RETRY() if row.refusals else w.RENEWAL(),
            w.CARD(): lambda row: card_of_member(row.card, row.app_id),
            w.BOOKED(): lambda row: _booked(row, in_question),
        },
        key="upcoming_charges",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(),),
        tones={w.KIND(): kinds, w.BOOKED(): bookings},
        about=w.LIST(day=title),
    )
    turn(_KEY.format(day), page, upcoming_words.CHARGES(n=count(of_all)))


def _booked(row: ComingCharge, in_question: Collection[str]) -> str:
    if row.merchant_uid in in_question:
        return w.IN_QUESTION()
    return w.CONFIRMED() if row.confirmed else w.UNCONFIRMED()
