"""Members who cancelled and still have paid time, fifty a page (keyset pagination)."""

from datetime import datetime

from billing_core.desk.ending_soon import upcoming_ends
from dashboard.pages.approvals import words as w
from dashboard.parts import desk
from dashboard.parts.language import count, day, days_between
from dashboard.parts.markup import Tone, empty
from dashboard.parts.shown_members import member_id, member_name, told_of_member
from dashboard.parts.tables import people_table
from dashboard.parts.turning import turn, turned_to
from dashboard.parts.words import tables as t

ROWS_PER_PAGE = 50
_KEY = "approvals_upcoming"


def upcoming_table(of_all: int, now: datetime) -> None:
    with desk.reading() as session:
        page = turned_to(_KEY, lambda after: upcoming_ends(session, ROWS_PER_PAGE, after))
    if not page.rows:
        empty(w.NOTHING_UPCOMING(), w.NOTHING_UPCOMING_NEXT())
        return
    people_table(
        page.rows,
        {
            t.MEMBER(): lambda row: member_name(row.member_name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
            w.REQUESTED(): lambda row: day(row.requested_at),
            w.CONFIRMED(): lambda row: w.REVOKED() if row.confirmed_at else w.NOT_REVOKED(),
            w.ENDED(): lambda row: day(row.paid_through),
            w.DAYS_LEFT(): lambda row: w.DAYS(n=days_between(now, row.paid_through)),
            t.REASON(): lambda row: told_of_member(row.reason, row.member_name, row.app_id),
        },
        key=_KEY,
        member_of=lambda row: row.app_id,
        tones={w.CONFIRMED(): {w.REVOKED(): Tone.HEALTHY, w.NOT_REVOKED(): Tone.WAITING}},
        about=w.VIEW_UPCOMING(n=count(of_all)),
    )
    turn(_KEY, page, w.PEOPLE(n=count(of_all)))
