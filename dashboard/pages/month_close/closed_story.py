"""One month: as it was closed, its snapshot of numbers and people, whether its hash still fits, and
corrections; and 그때 화면: as of a chosen day, from nothing but what was known then, beside today.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from billing_core.access_log.downloads import DownloadFacts
from billing_core.closing import closed_month
from billing_core.closing.as_known_at import MonthAsKnown, as_known_at
from billing_core.database import Database
from billing_core.export.closed_record import closed_record_name, write_closed_record
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.catalogue import METRICS
from billing_core.numbers.metric import Metric
from billing_core.numbers.paid_members import PAID_MEMBERS, PAID_MEMBERS_NET
from billing_core.numbers.revenue import NET_REVENUE, PAID_AMOUNT, REFUNDED_AMOUNT
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.access import DownloadKind
from billing_core.rules.calendar import Month, kst_date, kst_instant
from billing_core.wording.corrections import CORRECTION_REASONS
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.month_close import words as w
from dashboard.parts import desk, downloading, shown_members, shown_numbers, tables
from dashboard.parts.language import Words, calendar_day, day
from dashboard.parts.markup import Tone, empty, pill, section
from dashboard.parts.words import tables as t

ROWS_PER_PAGE = 50
_PAGE = "closing_people_page"
DAYS_AFTER = 2  # a month is looked at first on the third of the next


def closed_story(session: Session, closed: closed_month.ClosedMonth) -> None:
    since = closed_month.corrections(session, closed.month)
    _seal(closed, untouched=closed_month.verify(session, closed.month))
    _frozen_numbers(closed, since)
    _corrections(since)
    _people(session, closed)


def _seal(closed: closed_month.ClosedMonth, *, untouched: bool) -> None:
    kept = pill(Tone.HEALTHY, w.SEAL_KEPT()) if untouched else pill(Tone.CANCELLED, w.SEAL_BROKEN())
    st.html(f'<div class="bd-person"><span class="bd-note">{w.SEAL()}</span>{kept}</div>')
    st.code(closed.sha256, language=None)
    if not desk.may_approve():
        return  # it names every member
    downloading.file_button(
        w.RECORD(),
        closed_record_name(closed.month),
        partial(_record, desk.the_system().database, closed),
        key="closing_record",
    )
    st.caption(w.RECORD_HELP())


def _record(
    database: Database, closed: closed_month.ClosedMonth, _why: str
) -> downloading.MadeDownload:
    kept = KeptFile()
    with database.reading() as session:
        file = write_closed_record(kept.out, session, closed)
    facts = DownloadFacts(
        DownloadKind.CLOSED_RECORD, file.name, "application/jsonl", file.rows, file.sha256
    )
    return downloading.MadeDownload(facts, kept)


def _frozen_numbers(
    closed: closed_month.ClosedMonth, since: Sequence[closed_month.Correction]
) -> None:
    section(w.NUMBERS())
    changes: Counter[str] = Counter()
    for correction in since:
        changes[correction.code] += correction.change
    known = [METRICS[code] for code in METRICS if code in closed.numbers]
    frame = pd.DataFrame(
        {
            w.NUMBER(): [shown_numbers.label_of(each) for each in known],
            w.FROZEN(): [
                shown_numbers.valued(closed.numbers[each.code], each.unit) for each in known
            ],
            w.CORRECTED(): [
                f"{'+' if changes[each.code] > 0 else ''}{shown_numbers.valued(changes[each.code], each.unit)}"
                if changes[each.code]
                else ""
                for each in known
            ],
            w.NOW(): [
                shown_numbers.valued(closed.numbers[each.code] + changes[each.code], each.unit)
                for each in known
            ],
        }
    )
    config = {
        name: st.column_config.TextColumn(alignment="right")
        for name in (w.FROZEN(), w.CORRECTED(), w.NOW())
    }
    # Of its own width a phone would show the average name, and cut the longer ones.
    config[w.NUMBER()] = st.column_config.TextColumn(width="medium")
    st.dataframe(frame, hide_index=True, column_config=config, alt=w.NUMBERS())


def _corrections(rows: Sequence[closed_month.Correction]) -> None:
    section(w.CORRECTIONS())
    st.caption(w.CORRECTIONS_HELP())
    if not rows:
        empty(w.NO_CORRECTIONS(), w.NO_CORRECTIONS_NEXT())
        return
    tables.people_table(
        rows,
        {
            w.ON(): lambda row: day(row.recorded_at),
            w.NUMBER(): lambda row: shown_numbers.label_of(METRICS[row.code]),
            w.WHAT(): _sentence,
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id) if row.app_id else "",
        },
        key="closing_corrections",
        member_of=lambda row: row.app_id,
        about=w.CORRECTIONS(),
    )


def _sentence(row: closed_month.Correction) -> str:
    """`1월 정정 −1명, 사유 전액환불`: which number, and the year, stand beside it."""
    sign = "−" if row.change < 0 else "+"
    return w.CORRECTION(
        month=row.month.month,
        change=f"{sign}{shown_numbers.valued(abs(row.change), METRICS[row.code].unit)}",
        reason=Words(*CORRECTION_REASONS[row.reason])(),
    )


def _people(session: Session, closed: closed_month.ClosedMonth) -> None:
    section(w.PEOPLE())
    pages = max(-(-closed.numbers["paid_members"] // ROWS_PER_PAGE), 1)
    page = min(st.session_state.get(_PAGE, 1), pages)
    start = (page - 1) * ROWS_PER_PAGE
    rows = list(
        islice(closed_month.closed_members(session, closed.month), start, start + ROWS_PER_PAGE)
    )
    tables.people_table(
        rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.CHARGES(): lambda row: row.charges,
            t.AMOUNT(): lambda row: row.paid_won,
            t.REFUNDED(): lambda row: row.given_back_won or None,
        },
        key="closing_people",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(), t.REFUNDED()),
        about=w.PEOPLE(),
    )
    if pages > 1:
        with st.container(horizontal_alignment="right"):
            st.pagination(pages, key=_PAGE)


def as_it_looked(session: Session, month: Month, at: AsOf) -> None:
    section(w.THEN())
    today = kst_date(at.now)
    usual = min(month.plus(1).first_day + timedelta(days=DAYS_AFTER), today)
    chosen: date = st.date_input(
        w.THEN_DAY(),
        usual,
        min_value=month.first_day,
        max_value=today,
        key=f"closing_then_{month}",
        width=220,
    )
    until = min(kst_instant(chosen + timedelta(days=1)), at.now)
    st.caption(w.THEN_HELP())
    _beside(as_known_at(session, month, until), as_known_at(session, month, at.now), chosen)


def _beside(then: MonthAsKnown, now: MonthAsKnown, day: date) -> None:
    before, today = _numbers_then(then), _numbers_then(now)
    frame = pd.DataFrame(
        {
            w.NUMBER(): [shown_numbers.label_of(metric) for metric in before],
            w.THEN_AT(day=calendar_day(day)): [
                shown_numbers.valued(n, m.unit) for m, n in before.items()
            ],
            w.NOW(): [shown_numbers.valued(n, m.unit) for m, n in today.items()],
            w.EARLIER(): [_difference(today[metric] - n, metric) for metric, n in before.items()],
        }
    )
    right = {name: st.column_config.TextColumn(alignment="right") for name in frame.columns[1:]}
    st.dataframe(frame, hide_index=True, column_config=right, alt=w.THEN())


def _numbers_then(known: MonthAsKnown) -> dict[Metric[Any], int]:
    return {
        PAID_MEMBERS: known.paid_members,
        PAID_MEMBERS_NET: known.paid_members_net,
        CANCEL_REQUESTED: known.cancel_requested,
        PAID_AMOUNT: known.paid_won,
        REFUNDED_AMOUNT: known.refunded_won,
        NET_REVENUE: known.net_won,
    }


def _difference(by: int, metric: Metric[Any]) -> str:
    return f"{'+' if by > 0 else ''}{shown_numbers.valued(by, metric.unit)}" if by else ""
