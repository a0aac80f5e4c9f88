"""A closed month: its snapshot of numbers and people, whether its hash still fits, corrections."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import islice

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from billing_core.access_log.downloads import DownloadFacts
from billing_core.closing import closed_month
from billing_core.database import Database
from billing_core.export.closed_record import closed_record_name, write_closed_record
from billing_core.numbers.catalogue import METRICS
from billing_core.rules.access import DownloadKind
from billing_core.wording.corrections import CORRECTION_REASONS
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.month_close import words as w
from dashboard.parts import desk
from dashboard.parts.downloading import MadeDownload, download_button
from dashboard.parts.language import Words, day
from dashboard.parts.markup import Tone, empty, pill, section
from dashboard.parts.shown_members import member_id, member_name
from dashboard.parts.shown_numbers import label_of, valued
from dashboard.parts.tables import people_table
from dashboard.parts.words import tables as t

ROWS_PER_PAGE = 50
_PAGE = "closing_people_page"


def closed_story(session: Session, closed: closed_month.ClosedMonth) -> None:
    since = closed_month.corrections(session, closed.month)
    _seal(closed, untouched=closed_month.verify(session, closed.month))
    _numbers(closed, since)
    _corrections(since)
    _people(session, closed)


def _seal(closed: closed_month.ClosedMonth, *, untouched: bool) -> None:
    kept = pill(Tone.HEALTHY, w.SEAL_KEPT()) if untouched else pill(Tone.CANCELLED, w.SEAL_BROKEN())
    st.html(f'<div class="bd-person"><span class="bd-note">{w.SEAL()}</span>{kept}</div>')
    st.code(closed.sha256, language=None)
    if not desk.may_approve():
        return  # it names every member
    download_button(
        w.RECORD(),
        closed_record_name(closed.month),
        partial(_record, desk.the_system().database, closed),
        key="closing_record",
    )
    st.caption(w.RECORD_HELP())


def _record(database: Database, closed: closed_month.ClosedMonth, _why: str) -> MadeDownload:
    kept = KeptFile()
    with database.reading() as session:
        file = write_closed_record(kept.out, session, closed)
    facts = DownloadFacts(
        DownloadKind.CLOSED_RECORD, file.name, "application/jsonl", file.rows, file.sha256
    )
    return MadeDownload(facts, kept)


def _numbers(closed: closed_month.ClosedMonth, since: Sequence[closed_month.Correction]) -> None:
    section(w.NUMBERS())
    changes: Counter[str] = Counter()
    for correction in since:
        changes[correction.code] += correction.change
    known = [METRICS[code] for code in METRICS if code in closed.numbers]
    frame = pd.DataFrame(
        {
            w.NUMBER(): [label_of(each) for each in known],
            w.FROZEN(): [valued(closed.numbers[each.code], each.unit) for each in known],
            w.CORRECTED(): [
                f"{'+' if changes[each.code] > 0 else ''}{valued(changes[each.code], each.unit)}"
                if changes[each.code]
                else ""
                for each in known
            ],
            w.NOW(): [
                valued(closed.numbers[each.code] + changes[each.code], each.unit) for each in known
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
    people_table(
        rows,
        {
            w.ON(): lambda row: day(row.recorded_at),
            w.NUMBER(): lambda row: label_of(METRICS[row.code]),
            w.WHAT(): _sentence,
            t.MEMBER_ID(): lambda row: member_id(row.app_id) if row.app_id else "",
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
        change=f"{sign}{valued(abs(row.change), METRICS[row.code].unit)}",
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
    people_table(
        rows,
        {
            t.MEMBER(): lambda row: member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
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
