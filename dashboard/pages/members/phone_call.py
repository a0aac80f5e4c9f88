"""Every button of a phone call in one row below the member's facts, told of where it was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.failures import FailureRow
from billing_core.desk.member_money import KeptPayment
from billing_core.desk.members import MemberCard
from dashboard.pages.members import words as w
from dashboard.pages.members.member_claims import claim_button, complain_button
from dashboard.pages.members.member_ledger import refund_button
from dashboard.pages.members.member_story import is_cancelling
from dashboard.pages.members.own_page import certificate_button, send_link_button, show_page_link
from dashboard.pages.members.payment_link import payment_link_button, show_payment_link
from dashboard.parts import acting, desk
from dashboard.parts.codes_said import cancel_reason_field
from dashboard.parts.for_member import cancel, withdraw
from dashboard.parts.retry_button import retry_button
from dashboard.parts.shown_members import is_masked, reveal

PLACE = "members_call"


@dataclass(frozen=True)
class PhoneCall:
    """What the buttons need to know. `asks_card`: a link to the member's own page will ask for
    the last digits of a card, because there is one."""

    card: MemberCard
    failure: FailureRow | None
    kept: Sequence[KeptPayment]
    cancellation_id: str | None
    asks_card: bool


def call_buttons(call: PhoneCall, at: datetime) -> None:
    row = call.card.row
    acting.told_at(PLACE)
    with st.container(horizontal=True, key="members_call"):
        _reveal_button(call.card)
        if call.failure is not None:
            retry_button(call.failure, place="members")
            payment_link_button(call.failure, place=PLACE)
        _stop_or_stay(call.card)
        refund_button(row, call.kept, place=PLACE)
        claim_button(row, call.kept, place=PLACE)
        complain_button(row, at, place=PLACE)
        send_link_button(row, asks_card=call.asks_card, place=PLACE)
        certificate_button(row, call.cancellation_id)
    show_payment_link(row.app_id)
    show_page_link(row)


def _reveal_button(card: MemberCard) -> None:
    if is_masked(card.row.app_id):
        st.button(
            w.REVEAL(),
            key="members_reveal",
            icon=":material/visibility:",
            help=w.REVEAL_HELP(),
            on_click=acting.ask,
            args=(w.WORKING(), partial(reveal, card.row.app_id)),
            kwargs={"place": PLACE},
        )


def _stop_or_stay(card: MemberCard) -> None:
    if card.row.status is None or not card.row.status.open:
        return
    if is_cancelling(card):
        with st.popover(w.WITHDRAW(), disabled=not desk.may_approve(), key="members_withdraw_open"):
            st.markdown(w.WITHDRAW_SENTENCE())
            st.button(
                w.WITHDRAW_NOW(),
                key="members_withdraw",
                type="primary",
                on_click=acting.ask,
                args=(w.WORKING(), partial(withdraw, card.row)),
                kwargs={"place": PLACE},
            )
        return
    with st.popover(w.CANCEL(), disabled=not desk.may_approve(), key="members_cancel_open"):
        st.markdown(w.CANCEL_SENTENCE())
        typed = "members_cancel_reason"
        chosen = cancel_reason_field("members_cancel_why")
        st.text_input(w.CANCEL_REASON(), key=typed, max_chars=400)
        st.button(
            w.CANCEL_NOW(),
            key="members_cancel",
            type="primary",
            on_click=acting.ask,
            args=(w.WORKING(), partial(cancel, card.row), typed, chosen),
            kwargs={"place": PLACE},
        )
