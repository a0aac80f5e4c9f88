"""A member's refund claims and complaints, and the buttons that take new ones."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import streamlit as st

from billing_core.desk.complaints import ComplaintRow
from billing_core.desk.member_money import KeptPayment
from billing_core.desk.members import MemberRow
from billing_core.desk.refund_claims import ClaimRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.claim_refund import claim_refund
from billing_core.lifecycle.keep_complaint import receive_complaint
from billing_core.rules.calendar import kst_date
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.refund_claim import ClaimKind
from billing_core.wording.refund_claims import CLAIM_KINDS
from dashboard.pages.members.member_transfer import moment_of, payment_said
from dashboard.parts import asking, desk, shown_members
from dashboard.parts.claims.claim_rows import claim_rows, complaint_rows
from dashboard.parts.language import Words
from dashboard.parts.markup import section
from dashboard.parts.words import claims as w


def member_claims(
    claims: Sequence[ClaimRow], complaints: Sequence[ComplaintRow], at: datetime
) -> None:
    if claims:
        section(w.CLAIMS(), w.CLAIMS_HELP())
        claim_rows(claims, place="members")
    if complaints:
        section(w.COMPLAINTS(), w.COMPLAINTS_HELP())
        complaint_rows(complaints, at, place="members")


def claim_button(member: MemberRow, kept: Sequence[KeptPayment], *, place: str) -> None:
    if st.button(w.CLAIM(), key="members_claim", disabled=not (kept and desk.may_approve())):
        asking.ask_first(
            asking.AskedAct(
                key=f"claim_{member.number}",
                title=w.CLAIM(),
                will=w.CLAIM_SENTENCE(),
                confirm=w.CLAIM_NOW(),
                doing=asking.WORKING(),
                step=partial(_claim, member.app_id),
                about=shown_members.member_line(member.name, member.app_id),
                fields=partial(_claim_fields, kept),
                why=False,
                place=place,
            )
        )


def _claim_fields(kept: Sequence[KeptPayment]) -> tuple[str, ...]:
    known = {each.imp_uid: each for each in kept}
    which, kind, reason = "members_claim_which", "members_claim_kind", "members_claim_reason"
    st.selectbox(
        w.WHICH(),
        list(known),
        key=which,
        format_func=lambda imp_uid: payment_said(known[imp_uid]),
        filter_mode=None,
    )
    st.segmented_control(
        w.KIND(),
        list(ClaimKind),
        key=kind,
        default=ClaimKind.MID_TERM,
        required=True,
        format_func=lambda each: Words(*CLAIM_KINDS[ClaimKind(each)])(),
    )
    st.text_area(w.MEMBERS_REASON(), key=reason, max_chars=400)
    return which, kind, reason


def _claim(app_id: str, imp_uid: str, kind: str, reason: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        claim_refund(
            session,
            the_member(session, app_id),
            imp_uid,
            claim_id=system.new_id(),
            cancellation_id=system.new_id(),
            kind=ClaimKind(kind),
            reason=reason,
            actor=actor,
            now=desk.now(),
        )
    return w.CLAIMED()


def complain_button(member: MemberRow, at: datetime, *, place: str) -> None:
    if st.button(w.COMPLAIN(), key="members_complain", disabled=not desk.may_approve()):
        asking.ask_first(
            asking.AskedAct(
                key=f"complain_{member.number}",
                title=w.COMPLAIN(),
                will=w.COMPLAIN_SENTENCE(),
                confirm=w.COMPLAIN_NOW(),
                doing=asking.WORKING(),
                step=partial(_complain, member.app_id),
                about=shown_members.member_line(member.name, member.app_id),
                fields=partial(_complaint_fields, at),
                why=False,
                place=place,
            )
        )


def _complaint_fields(at: datetime) -> tuple[str, ...]:
    kind, channel, on, said = (f"members_complain_{each}" for each in ("kind", "how", "on", "said"))
    st.segmented_control(
        w.COMPLAIN_KIND(),
        list(ComplaintKind),
        key=kind,
        default=ComplaintKind.COMPLAINT,
        required=True,
        format_func=lambda each: w.COMPLAINT_KINDS[ComplaintKind(each)](),
    )
    st.segmented_control(
        w.COMPLAIN_CHANNEL(),
        list(ComplaintChannel),
        key=channel,
        default=ComplaintChannel.PHONE,
        required=True,
        format_func=lambda each: w.CHANNELS[ComplaintChannel(each)](),
    )
    today = kst_date(at)
    st.date_input(w.COMPLAIN_ON(), value=today, max_value=today, key=on, format="YYYY-MM-DD")
    st.text_area(w.COMPLAIN_SAID(), key=said, max_chars=1_000)
    return kind, channel, on, said


def _complain(app_id: str, kind: str, channel: str, on: str, said: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        receive_complaint(
            session,
            the_member(session, app_id),
            complaint_id=system.new_id(),
            kind=ComplaintKind(kind),
            channel=ComplaintChannel(channel),
            received_at=moment_of(date.fromisoformat(on)),
            said=said,
            actor=actor,
            now=desk.now(),
        )
    return w.COMPLAINED()
