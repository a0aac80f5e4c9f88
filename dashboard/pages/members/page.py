"""회원: find one, then their whole life."""

import streamlit as st

from billing_core.desk.complaints import complaints_of_member
from billing_core.desk.downgrades import downgrades_of
from billing_core.desk.failures import failure_of
from billing_core.desk.findings import open_findings_of
from billing_core.desk.member_money import cards_of, kept_payments, ledger_of
from billing_core.desk.member_page import standing_cancellation_of
from billing_core.desk.members import member_card
from billing_core.desk.refund_claims import claims_of_member
from billing_core.desk.timeline import timeline
from dashboard.pages.members import words as w
from dashboard.pages.members.member_cards import member_cards
from dashboard.pages.members.member_claims import member_claims
from dashboard.pages.members.member_data_out import member_data_out
from dashboard.pages.members.member_ledger import member_ledger
from dashboard.pages.members.member_list import member_list
from dashboard.pages.members.member_story import member_at_a_glance, member_timeline
from dashboard.pages.members.open_work import open_work
from dashboard.pages.members.phone_call import PhoneCall, call_buttons
from dashboard.pages.members.what_to_say import what_to_say_card
from dashboard.parts import desk
from dashboard.parts.findings.finding_rows import member_problems
from dashboard.parts.markup import empty, heading, page_title
from dashboard.parts.shown_members import chosen_member, leave_member, look_at, reveal_only
from dashboard.parts.words import frame

at = desk.now()
heading(frame.MEMBERS(), w.NOTE(), at)
number = chosen_member()
if number is None:
    reveal_only("")
    member_list()
else:
    st.button(
        w.BACK(),
        key="members_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=leave_member,
    )
    with desk.reading() as session:
        card = member_card(session, number)
        events = timeline(session, number)
        failure = failure_of(session, number, desk.the_system().settings.policy)
        lines, kept = ledger_of(session, number), kept_payments(session, number)
        cards = cards_of(session, number)
        cancellation_id = standing_cancellation_of(session, number)
        claims = claims_of_member(session, number, desk.the_system().settings.refund_rule, at)
        complaints = complaints_of_member(session, number)
        downgrades = downgrades_of(session, number)
        problems = open_findings_of(session, [card.row.app_id] if card else [])
    if card is None:
        empty(w.UNKNOWN_MEMBER(), w.NOBODY_NEXT())
    else:
        page_title(w.TITLE_OF(number=number))
        reveal_only(card.row.app_id)
        look_at([card.row.app_id])
        desk.say_only_looking()
        member_problems(problems, at)
        open_work(downgrades, claims, complaints)
        asks_card = any(one.name[-4:].isdigit() for one in cards)
        with st.container(border=True):
            member_at_a_glance(card, at)
            call_buttons(PhoneCall(card, failure, kept, cancellation_id, asks_card), at)
        what_to_say_card(card, failure, claims, at)
        member_ledger(card.row, lines, kept, at)
        member_claims(claims, complaints, at)
        member_cards(card.row, cards)
        member_data_out(card.row)
        member_timeline(card.row, events)
