"""Every button of a phone call in one row below the member's facts, told of where it was pressed;
among them a link to the member's own page, the paper they could take there, and a payment link for
the charge that failed: made with one click, shown once, sent by the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.desk.failures import FailureRow
from billing_core.desk.member_money import KeptPayment
from billing_core.desk.members import MemberCard, MemberRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.portal.certificate import certificate_pdf
from billing_core.portal.links import ENTER_PATH, make_member_link
from billing_core.portal.payment_links import make_payment_link
from billing_core.rules.access import DownloadKind
from billing_core.rules.member_link import LASTS, MemberLinkKind
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.members import member_pages_words, own_page_words
from dashboard.pages.members import words as w
from dashboard.pages.members.member_claims import claim_button, complain_button
from dashboard.pages.members.member_money import refund_button
from dashboard.pages.members.member_story import is_cancelling
from dashboard.parts import acting, asking, codes_said, desk, downloading, shown_members
from dashboard.parts.for_member import cancel, withdraw
from dashboard.parts.language import moment
from dashboard.parts.markup import plain
from dashboard.parts.retry_button import retry_button

PLACE = "members_call"
_LINK_MADE = "members_page_link"
_LINK_KIND = MemberLinkKind.FROM_DESK
_PAYMENT_LINK_MADE = "members_payment_link_made"


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
    if shown_members.is_masked(card.row.app_id):
        st.button(
            w.REVEAL(),
            key="members_reveal",
            icon=":material/visibility:",
            help=w.REVEAL_HELP(),
            on_click=acting.ask,
            args=(w.WORKING(), partial(shown_members.reveal, card.row.app_id)),
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
        chosen = codes_said.cancel_reason_field("members_cancel_why")
        st.text_input(w.CANCEL_REASON(), key=typed, max_chars=400)
        st.button(
            w.CANCEL_NOW(),
            key="members_cancel",
            type="primary",
            on_click=acting.ask,
            args=(w.WORKING(), partial(cancel, card.row), typed, chosen),
            kwargs={"place": PLACE},
        )


def send_link_button(row: MemberRow, *, asks_card: bool, place: str) -> None:
    """`asks_card`: the link will ask for the last digits of a card, because there is one."""
    if st.button(
        own_page_words.SEND(),
        key="members_send_link",
        disabled=not desk.may_approve(),
        help=own_page_words.HELP(),
    ):
        asking.ask_first(
            asking.AskedAct(
                key=f"send_link_{row.number}",
                title=own_page_words.SEND(),
                will=own_page_words.WILL(),
                confirm=own_page_words.MAKE(),
                doing=own_page_words.WORKING(),
                step=partial(_make_link, row, asks_card=asks_card),
                about=shown_members.member_line(row.name, row.app_id),
                why=False,
                place=place,
            )
        )


def certificate_button(row: MemberRow, cancellation_id: str | None) -> None:
    if cancellation_id is not None and desk.may_approve():
        name = f"cancellation-{row.number}.pdf"
        make = partial(_paper, cancellation_id, name)
        downloading.file_button(own_page_words.CERTIFICATE(), name, make, key="members_certificate")


def _make_link(row: MemberRow, *, asks_card: bool) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    wall_now = system.wall_clock.now()
    with system.database.writing() as session:
        member = the_member(session, row.app_id)
        token = make_member_link(
            session, member, _LINK_KIND, actor=actor, at=desk.now(), now=wall_now
        )
    address = system.settings.portal_address + ENTER_PATH + token
    st.session_state[_LINK_MADE] = (row.number, address, wall_now + LASTS[_LINK_KIND], asks_card)
    return own_page_words.MADE()


def show_page_link(row: MemberRow) -> None:
    """Once, and beside no other member: the book has its digest alone."""
    made = st.session_state.pop(_LINK_MADE, None)
    if made is None or made[0] != row.number:
        return
    _, address, until, asks_card = made
    with st.container(border=True, key="members_link_made"):
        st.markdown(plain(own_page_words.MESSAGE_FOR(until=moment(until))))
        st.code(_message(address, until, asks_card=asks_card), language=None, wrap_lines=True)


def _message(address: str, until: datetime, *, asks_card: bool) -> str:
    company = desk.the_system().settings.company.name
    return own_page_words.MESSAGE(
        company=f"[{company}] " if company else "",
        asks=own_page_words.ASKS_CARD() if asks_card else "",
        until=moment(until),
        address=address,
    )


def _paper(cancellation_id: str, name: str, reason: str) -> downloading.MadeDownload:
    """In Korean, as the member's own is unless they chose English."""
    paper = certificate_pdf(
        desk.the_system(), cancellation_id, actor=desk.current_actor(), reason=reason
    )
    kept = KeptFile()
    kept.out.write(paper)
    facts = DownloadFacts(
        DownloadKind.CERTIFICATE, name, "application/pdf", 1, sha256(paper).hexdigest()
    )
    return downloading.MadeDownload(facts, kept)


def payment_link_button(failure: FailureRow, *, place: str) -> None:
    st.button(
        member_pages_words.MAKE_LINK(),
        key="members_payment_link",
        icon=":material/link:",
        help=member_pages_words.MAKE_LINK_HELP(),
        disabled=not desk.may_approve() or failure.under_way,
        on_click=acting.ask,
        args=(member_pages_words.MAKING_LINK(), partial(_make, failure.app_id)),
        kwargs={"place": place},
    )


def show_payment_link(app_id: str) -> None:
    """Once, and beside no other member: the book has its digest alone, so nobody can look it up
    later."""
    made = st.session_state.pop(_PAYMENT_LINK_MADE, None)
    if made is not None and made[0] == app_id:
        _, address, until = made
        with st.container(border=True, key="members_payment_link_box"):
            st.markdown(plain(member_pages_words.LINK_IS_HERE(until=until)))
            st.code(address, language=None, wrap_lines=True)


def _make(app_id: str) -> str:
    system, wall_now = desk.the_system(), desk.the_system().wall_clock.now()
    with system.database.writing() as session:
        path = make_payment_link(
            session,
            the_member(session, app_id),
            actor=desk.current_actor(),
            policy=system.settings.policy,
            now=desk.now(),
            wall_now=wall_now,
        )
    until = moment(wall_now + LASTS[MemberLinkKind.PAYMENT])
    st.session_state[_PAYMENT_LINK_MADE] = (app_id, system.settings.portal_address + path, until)
    return member_pages_words.LINK_MADE()
