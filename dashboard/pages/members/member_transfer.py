"""Bank transfers: a period paid to the company's account, and a wrong record of one reversed; and the
instant of a day that somebody chose.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import streamlit as st

from billing_core.desk.member_money import KeptPayment
from billing_core.desk.members import MemberRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.record_transfer import Recording, record_transfer
from billing_core.lifecycle.reverse_transfer import foresee_reversal, reverse_transfer
from billing_core.lifecycle.transfer_terms import Transfer, foresee_transfer
from billing_core.rules.calendar import kst_date, kst_instant
from dashboard.pages.members import member_money_words as w
from dashboard.parts import asking, desk, shown_members
from dashboard.parts.findings.finding_words import effects_said
from dashboard.parts.language import day, won

NOON = 12  # o'clock


def transfer_button(member: MemberRow, at: datetime, *, place: str) -> None:
    allowed = desk.may_approve() and member.status is not None
    if st.button(w.TRANSFER(), key="members_transfer", disabled=not allowed):
        asking.ask_first(
            asking.AskedAct(
                key=f"transfer_{member.number}",
                title=w.TRANSFER(),
                will=w.TRANSFER_SENTENCE(),
                confirm=w.TRANSFER_NOW(),
                doing=asking.WORKING(),
                step=partial(_record, member.app_id),
                about=shown_members.member_line(member.name, member.app_id),
                fields=partial(_what_came, member, at),
                foresee=partial(_foresee, member.app_id),
                place=place,
            )
        )


def _what_came(member: MemberRow, at: datetime) -> tuple[str, ...]:
    amount, on, evidence, rejoin = (
        f"transfer_{each}" for each in ("amount", "on", "evidence", "rejoin")
    )
    st.number_input(
        w.TRANSFER_AMOUNT(), min_value=1, value=max(member.price, 1), step=1, key=amount
    )
    today = kst_date(at)
    st.date_input(w.TRANSFER_ON(), value=today, max_value=today, key=on, format="YYYY-MM-DD")
    st.text_input(w.EVIDENCE(), key=evidence, placeholder=w.TRANSFER_EVIDENCE(), max_chars=400)
    if member.status is not None and not member.status.open:
        st.checkbox(w.REJOIN(), key=rejoin)
    return amount, on, evidence, rejoin


def _transfer(amount: str, on: str, rejoin: str) -> Transfer:
    day_of_it = date.fromisoformat(on) if on else kst_date(desk.now())
    return Transfer(int(amount or 0), moment_of(day_of_it), rejoin=bool(rejoin))


def _foresee(app_id: str, amount: str, on: str, _evidence: str, rejoin: str) -> list[str]:
    policy = desk.the_system().settings.policy
    with desk.reading() as session:
        transfer, member = _transfer(amount, on, rejoin), the_member(session, app_id)
        return effects_said(foresee_transfer(session, member, transfer, policy, desk.now()))


def _record(app_id: str, reason: str, *typed: str) -> str:
    amount, on, evidence, rejoin = typed
    system, actor = desk.the_system(), desk.current_actor()
    transfer = _transfer(amount, on, rejoin)
    with system.database.writing() as session:
        record_transfer(
            session,
            the_member(session, app_id),
            transfer,
            reason=reason,
            evidence=evidence,
            policy=system.settings.policy,
            by=Recording(system.new_id(), actor, desk.now()),
        )
    return w.TRANSFERRED(won=won(transfer.amount))


def reverse_button(member: MemberRow, transfers: Sequence[KeptPayment], *, place: str) -> None:
    if not transfers:
        return
    if st.button(w.REVERSE(), key="members_reverse", disabled=not desk.may_approve()):
        asking.ask_first(
            asking.AskedAct(
                key=f"reverse_{member.number}",
                title=w.REVERSE(),
                will=w.REVERSE_SENTENCE(),
                confirm=w.REVERSE_NOW(),
                doing=asking.WORKING(),
                step=_reverse,
                about=shown_members.member_line(member.name, member.app_id),
                fields=partial(_which, transfers),
                foresee=_foresee_reversal,
                place=place,
            )
        )


def _which(transfers: Sequence[KeptPayment]) -> tuple[str, ...]:
    known = {each.imp_uid: each for each in transfers}
    st.selectbox(
        w.PAYMENT(),
        list(known),
        key="reverse_which",
        format_func=lambda imp_uid: payment_said(known[imp_uid]),
        filter_mode=None,
    )
    return ("reverse_which",)


def payment_said(each: KeptPayment) -> str:
    return w.PAYMENT_SAID(when=day(each.paid_at), won=won(each.amount), left=won(each.kept))


def _foresee_reversal(imp_uid: str) -> list[str]:
    policy = desk.the_system().settings.policy
    with desk.reading() as session:
        return effects_said(foresee_reversal(session, imp_uid, policy, desk.now()))


def _reverse(reason: str, imp_uid: str) -> str:
    with desk.the_system().database.writing() as session:
        reverse_transfer(
            session, imp_uid, reason=reason, actor=desk.current_actor(), now=desk.now()
        )
    return w.REVERSED()


def moment_of(day: date) -> datetime:
    """The instant for a chosen day: of today, now; of another only the day is known, so noon."""
    at = desk.now()
    return at if day == kst_date(at) else kst_instant(day, NOON)
