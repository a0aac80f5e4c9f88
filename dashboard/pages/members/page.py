"""회원: find one, then their whole life, and all that the book holds of them for an administrator to hand
over (열람 요청).
"""

from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.desk.complaints import complaints_of_member
from billing_core.desk.downgrades import downgrades_of
from billing_core.desk.failures import failure_of
from billing_core.desk.findings import open_findings_of
from billing_core.desk.member_money import cards_of, kept_payments, ledger_of
from billing_core.desk.member_page import standing_cancellation_of
from billing_core.desk.members import MemberRow, member_card
from billing_core.desk.refund_claims import claims_of_member
from billing_core.desk.timeline import timeline
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import Role
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.members import words as w
from dashboard.pages.members.member_claims import member_claims
from dashboard.pages.members.member_list import member_list
from dashboard.pages.members.member_money import member_cards, member_ledger
from dashboard.pages.members.member_story import member_at_a_glance, member_timeline, open_work
from dashboard.pages.members.phone_call import PhoneCall, call_buttons
from dashboard.pages.members.what_to_say import what_to_say_card
from dashboard.parts import desk, downloading, shown_members
from dashboard.parts.findings.finding_rows import member_problems
from dashboard.parts.markup import empty, heading, page_title
from dashboard.parts.words import frame


def member_data_out(row: MemberRow) -> None:
    if desk.shown_actor().role is Role.ADMINISTRATOR:
        name = f"member-{row.number}.zip"
        make = partial(_both_files, row, name)
        downloading.file_button(w.DATA_OUT(), name, make, key="members_data_out", grave=True)


def _both_files(row: MemberRow, name: str, reason: str) -> downloading.MadeDownload:
    """By our number: an app's id may be no file's name."""
    files, kept = (
        take_out_member_data(desk.the_system(), row.app_id, reason, desk.current_actor()),
        KeptFile(),
    )
    with ZipFile(kept.out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(f"member-{row.number}.json", files.as_json)
        packed.writestr(f"member-{row.number}.html", files.as_page)
    facts = DownloadFacts(
        DownloadKind.MEMBER_DATA, name, "application/zip", files.rows, kept.sha256()
    )
    return downloading.MadeDownload(facts, kept)


at = desk.now()
heading(frame.MEMBERS(), w.NOTE(), at)
number = shown_members.chosen_member()
if number is None:
    shown_members.reveal_only("")
    member_list()
else:
    st.button(
        w.BACK(),
        key="members_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=shown_members.leave_member,
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
        shown_members.reveal_only(card.row.app_id)
        shown_members.look_at([card.row.app_id])
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
