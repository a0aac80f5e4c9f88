"""The month to date as a row of cards, each beside the same days of last month."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from billing_core.numbers.arrivals import ACTIVE
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.churn import CHURNED
from billing_core.numbers.month_to_date import MonthToDate
from billing_core.numbers.paid_members import PAID_MEMBERS
from billing_core.numbers.revenue import NET_REVENUE
from billing_core.numbers.why_moved import Part, ReasonPart, WhyMoved
from billing_core.rules.calendar import Month
from dashboard.pages.today import words as w
from dashboard.parts.codes_said import cancel_reason_label
from dashboard.parts.language import count, day, people, short_won, won
from dashboard.parts.shown_numbers import BAD, GOOD, Rise, Value, number_card, signed
from dashboard.parts.words import today as today_words


def month_numbers(numbers: MonthToDate, why: WhyMoved) -> None:
    this, last = numbers.this_month, numbers.last_month
    month = Month.of(this.interval.start)
    with st.grid(5, min_column_width=150, gap="small"):
        number_card(
            PAID_MEMBERS,
            _people(this.paid_members, last.paid_members, GOOD),
            month,
            why=_why(why.paid_members),
        )
        asked = _people(this.cancel_requested, last.cancel_requested, BAD)
        number_card(CANCEL_REQUESTED, asked, month, why=_why_asked(why.cancel_requested))
        churned = _people(this.churned, last.churned, BAD)
        number_card(CHURNED, churned, month, why=_why(why.churned))
        # The metric is named after the month's end; until then it is how many there are now.
        active = _people(this.members_at_end, last.members_at_end, GOOD)
        number_card(ACTIVE, active, month, label=w.ACTIVE(), why=_why(why.members))
        net = _won(this.net_won, last.net_won)
        number_card(NET_REVENUE, net, month, why=_why(why.net_won, money=True))
    last_day = last.interval.end - timedelta(seconds=1)
    st.caption(today_words.COMPARED(from_day=day(last.interval.start), to_day=day(last_day)))


def _why(parts: Sequence[Part], *, money: bool = False) -> str:
    """What the difference is made of, the largest part first; empty where nothing differs."""

    def said(part: Part) -> str:
        by = short_won(abs(part.by)) if money else people(abs(part.by))
        return w.CAUSES[part.cause](by=_with_sign(part.by, by), n=_with_sign(part.payments))

    largest_first = sorted(parts, key=lambda part: abs(part.by), reverse=True)
    return today_words.WHY_MOVED(parts=", ".join(map(said, largest_first))) if parts else ""


def _why_asked(parts: Sequence[ReasonPart]) -> str:
    said = ", ".join(
        f"{cancel_reason_label(part.reason)} {_with_sign(part.by, people(abs(part.by)))}"
        for part in sorted(parts, key=lambda part: abs(part.by), reverse=True)
    )
    return today_words.WHY_MOVED(parts=said) if parts else ""


def _with_sign(by: int, size: str = "") -> str:
    return f"{'+' if by > 0 else '−' if by else ''}{size or count(abs(by))}"


def _people(now: int, before: int, rise: Rise) -> Value:
    change = signed(now - before, people(abs(now - before)))
    return Value(people(now), change, today_words.BEFORE(value=people(before)), rise)


def _won(now: int, before: int) -> Value:
    change = signed(now - before, short_won(abs(now - before)))
    return Value(won(now), change, today_words.BEFORE(value=short_won(before)), GOOD)
