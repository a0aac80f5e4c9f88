"""The payments with their filters, the sums of what is shown, fifty lines at a time."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.payments import (
    PaymentFilter,
    PaymentPage,
    PaymentRow,
    Shown,
    payment_months,
    payment_page,
)
from billing_core.rules.calendar import Month
from dashboard.parts.desk import reading
from dashboard.parts.formatting import count, moment, month_name, won
from dashboard.parts.heading import empty
from dashboard.parts.tables import people_table
from dashboard.sections.decline_words import decline_label
from dashboard.sections.reason_words import reason_said
from dashboard.words import payments as w
from dashboard.words import states
from dashboard.words import tables as t

ROWS_PER_PAGE = 50


def payment_list() -> None:
    with reading() as session:
        months = payment_months(session)
    if not months:
        empty(w.NO_PAYMENTS(), w.NO_PAYMENTS_NEXT())
        return
    wanted = _filters(months)
    slot = st.container()
    page = st.session_state.get("payments_page", 1)
    with reading() as session:
        found = payment_page(
            session, wanted, limit=ROWS_PER_PAGE, offset=(page - 1) * ROWS_PER_PAGE
        )
    pages = max(-(-found.total // ROWS_PER_PAGE), 1)
    with slot:
        _sums(found)
        if found.rows:
            _table(found.rows)
        else:
            empty(w.NOTHING(), w.NOTHING_NEXT())
    if pages > 1:
        with st.container(horizontal_alignment="right"):
            st.pagination(pages, key="payments_page")


def _filters(months: list[Month]) -> PaymentFilter:
    month_column, state_column, text_column = st.columns(
        [2, 5, 3], vertical_alignment="bottom", gap="small"
    )
    with month_column:
        chosen = st.selectbox(
            w.MONTH(),
            ["", *(str(month) for month in months)],
            index=1,
            key="payments_month",
            format_func=lambda each: month_name(Month.parse(each)) if each else w.ALL_MONTHS(),
            placeholder=w.MONTH(),
            filter_mode=None,
            on_change=_first_page,
            persist_state="session",
        )
    with state_column:
        shown = st.segmented_control(
            w.STATUS(),
            ["", *Shown],
            default="",
            required=True,
            key="payments_shown",
            format_func=lambda each: states.PAYMENTS[Shown(each)]() if each else w.ALL_STATES(),
            on_change=_first_page,
        )
    with text_column:
        text = st.text_input(
            w.SEARCH(),
            key="payments_text",
            type="search",
            placeholder=w.SEARCH_HINT(),
            live="300ms",
            on_change=_first_page,
        )
    return PaymentFilter(
        month=Month.parse(chosen) if chosen else None,
        shown=Shown(shown) if shown else None,
        text=(text or "").strip(),
    )


def _first_page() -> None:
    st.session_state.pop("payments_page", None)


def _sums(found: PaymentPage) -> None:
    st.caption(
        w.SUMS(
            n=count(found.total),
            paid=won(found.paid),
            refunded=won(found.refunded),
            net=won(found.paid - found.refunded),
        )
    )


def _table(rows: tuple[PaymentRow, ...]) -> None:
    people_table(
        rows,
        {
            w.AT(): lambda row: moment(row.at),
            t.MEMBER(): lambda row: row.member_name or row.member_id or "",
            w.STATUS(): lambda row: states.PAYMENTS[row.shown](),
            t.AMOUNT(): lambda row: row.amount,
            t.REFUNDED(): lambda row: row.refunded or None,
            t.REASON(): _reason,
            w.CARD(): lambda row: row.card,
            w.APPROVAL(): lambda row: row.apply_num,
            w.IMP_UID(): lambda row: row.imp_uid,
        },
        key="payments_found",
        member_of=lambda row: row.member_id,
        money=(t.AMOUNT(), t.REFUNDED()),
        tones={
            w.STATUS(): {
                states.PAYMENTS[shown](): tone for shown, tone in states.PAYMENT_TONES.items()
            }
        },
        about=w.VIEW_ALL(),
    )


def _reason(row: PaymentRow) -> str:
    return decline_label(row.decline) if row.decline else reason_said(row.reason)
