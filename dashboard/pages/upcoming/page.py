"""예정: the coming charges by day, what is wrong before they run, and one day's list."""

from contextlib import suppress
from datetime import date, timedelta

import streamlit as st

from billing_core.desk.before_charge import booking_findings, sheet
from billing_core.desk.upcoming import coming_days
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month, kst_date
from dashboard.pages.upcoming import words as w
from dashboard.pages.upcoming.coming_days import charge_list, charges_listed, days_ahead
from dashboard.pages.upcoming.coming_preflight import preflight_rows, wrong_of_day
from dashboard.parts import desk, shown_members
from dashboard.parts.coming_calendar import DAY, coming_calendar
from dashboard.parts.language import calendar_day
from dashboard.parts.markup import heading
from dashboard.parts.words import frame

AT_MOST_AHEAD = timedelta(days=3_660)  # no plan books further ahead, nor did anybody before us

at = desk.now()
today = kst_date(at)


with desk.reading() as session:
    ahead = sheet(session, desk.the_system().settings.policy, at)


def day_asked_for() -> date:
    """The day of the query parameter; without a readable one, the first that needs somebody."""
    with suppress(ValueError):
        asked = date.fromisoformat(st.query_params.get(DAY, ""))
        if abs(asked - today) < AT_MOST_AHEAD:
            return asked
    return next((each.day for each in ahead.days if each.wrong), today + timedelta(days=1))


day = day_asked_for()
month = Month(day.year, day.month)
title = calendar_day(day)
if day == today + timedelta(days=1):
    title = f"{w.TOMORROW()} {title}"
with desk.reading() as session:
    days = coming_days(session, month.first_day, month.plus(1).first_day - timedelta(days=1))
    wrong = wrong_of_day(session, day, desk.the_system().settings.policy, at)
    problems = booking_findings(session, Interval.of_day(day))
    charges = charges_listed(session, day)

heading(frame.UPCOMING(), w.NOTE(), at)
whose = [row.app_id for row in wrong.rows] + [row.app_id for row in charges.rows]
shown_members.look_at([*whose, *(row.app_id for row in problems)])
days_ahead(ahead, day, at)
with st.container(key="upcoming_month"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    coming_calendar(days, month, today, day)
with right:
    preflight_rows(wrong, problems, title, at, day=day, seen=ahead.seen)
of_all = sum(each.coming.all.count for each in days if each.day == day)
in_month = sum(each.coming.all.count for each in days)
charge_list(
    charges,
    of_all,
    day,
    title,
    in_month=in_month,
    in_question={row.subject for row in problems},
)
