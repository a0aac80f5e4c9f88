"""The payments: filters, a debounced search, sums of what is shown, and keyset pagination."""

from collections.abc import Sequence

import streamlit as st

from billing_core.desk import payments
from billing_core.desk.payment_filter import Shown
from billing_core.desk.payment_sums import PaymentSums
from billing_core.rules.source import Source
from dashboard.parts import acting, codes_said, desk, shown_members, tables
from dashboard.parts.language import count, moment, won
from dashboard.parts.markup import empty
from dashboard.parts.payment_filters import TURNED, payment_filters
from dashboard.parts.payments_out import payments_out
from dashboard.parts.refunding import ask_refund
from dashboard.parts.words import payments as w
from dashboard.parts.words import states
from dashboard.parts.words import tables as t

ROWS_PER_PAGE = 50
_REFUND_PLACE = "payments_refund"


def payment_list() -> None:
    with desk.reading() as session:
        months, plans = payments.payment_months(session), payments.plans_paid(session)
    if not months:
        empty(w.NO_PAYMENTS(), w.NO_PAYMENTS_NEXT())
        return
    wanted = payment_filters(months, plans)
    turned: list[payments.PaymentPlace] = st.session_state.get(TURNED, [])
    with desk.reading() as session:
        found = payments.payment_page(
            session, wanted, limit=ROWS_PER_PAGE, after=turned[-1] if turned else None
        )
    _sums(found.sums, len(turned), len(found.rows))
    acting.told_at(_REFUND_PLACE)
    if found.rows:
        payments_out(wanted, _added_up(found.sums))
        payment_table(
            found.rows,
            key="payments_found",
            about=w.VIEW_ALL(),
            refunds=desk.may_approve(),
            advice=wanted.shown is Shown.FAILED or wanted.decline is not None,
        )
    else:
        empty(w.NOTHING(), w.NOTHING_NEXT())
    if turned or found.next:
        _turn(turned, found.next)


def _turn(turned: list[payments.PaymentPlace], following: payments.PaymentPlace | None) -> None:
    """Keyset pagination: a page begins after the one before it, so the last is as fast."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            w.NEWER(),
            key="payments_newer",
            icon=":material/chevron_left:",
            disabled=not turned,
            on_click=_show_after,
            args=(turned[:-1],),
        )
        st.button(
            w.OLDER(),
            key="payments_older",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=following is None,
            on_click=_show_after,
            args=([*turned, following],),
        )


def _show_after(turned: list[payments.PaymentPlace]) -> None:
    st.session_state[TURNED] = turned


def _sums(sums: PaymentSums | None, pages_before: int, shown: int) -> None:
    """Nothing is added up for a text that fits very many members."""
    first = pages_before * ROWS_PER_PAGE + 1
    place = w.ROWS(first=count(first), last=count(first - 1 + shown)) if shown else ""
    if sums is None:
        st.caption(" · ".join(filter(None, (w.TOO_MANY(), place))))
        return
    said = _added_up(sums)
    st.caption(f"{said} · {place}" if sums.total > ROWS_PER_PAGE else said)


def _added_up(sums: PaymentSums | None) -> str:
    if sums is None:
        return w.TOO_MANY()
    return w.SUMS(
        n=count(sums.total),
        paid=won(sums.paid),
        refunded=won(sums.refunded),
        net=won(sums.paid - sums.refunded),
    )


def payment_table(
    rows: Sequence[payments.PaymentRow],
    *,
    key: str,
    about: str,
    advice: bool = False,
    refunds: bool = False,
) -> None:
    """`advice`: with what to tell the member of a refused payment; `refunds`: with the button
    of a refund, where anything is left of it."""
    tables.people_table(
        rows,
        {
            w.AT(): lambda row: moment(row.at),
            t.MEMBER(): _member,
            w.STATUS(): lambda row: states.PAYMENTS[row.shown](),
            t.AMOUNT(): lambda row: row.amount,
            t.REFUNDED(): lambda row: row.refunded or None,
            w.SLIP(): _slip,
            **({w.TO_REFUND(): _refund_said} if refunds else {}),
            t.REASON(): _reason,
            **({w.TELL(): _advice} if advice else {}),
            w.CARD(): lambda row: shown_members.card_of_member(row.card, row.app_id or ""),
            w.APPROVAL(): lambda row: row.apply_num,
            w.IMP_UID(): _number,
        },
        key=key,
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(), t.REFUNDED()),
        whole=(t.REASON(), w.TELL()),
        addresses={w.SLIP(): w.SEE_SLIP()},
        acts={w.TO_REFUND(): _refund} if refunds else {},
        tones={
            w.STATUS(): {
                states.PAYMENTS[shown](): tone for shown, tone in states.PAYMENT_TONES.items()
            }
        },
        about=about,
    )


def _member(row: payments.PaymentRow) -> str:
    return shown_members.member_name(row.member_name, row.app_id) if row.app_id else ""


def _number(row: payments.PaymentRow) -> str:
    """An order number of the company's own may hold the member's id."""
    return (
        shown_members.told_of_member(row.number, row.member_name, row.app_id)
        if row.app_id
        else row.number
    )


def _refund_said(row: payments.PaymentRow) -> str:
    """By hand recorded ones are none of the gateway's."""
    left = row.shown in (Shown.PAID, Shown.REFUNDED) and row.refunded < row.amount
    return w.REFUND() if left and row.source != Source.BY_HAND else ""


def _refund(row: payments.PaymentRow) -> None:
    ask_refund(row.imp_uid, place=_REFUND_PLACE)


def _slip(row: payments.PaymentRow) -> str | None:
    """A slip names its member, and whose card paid."""
    hidden = shown_members.is_masked(row.app_id) if row.app_id else not desk.may_approve()
    return None if hidden else row.receipt_url or None


def _advice(row: payments.PaymentRow) -> str:
    return codes_said.decline_advice(row.decline) if row.decline else ""


def _reason(row: payments.PaymentRow) -> str:
    if row.decline:
        return codes_said.decline_label(row.decline)
    return row.refused or (codes_said.exclusion_said(row.excluded) if row.excluded else "")
