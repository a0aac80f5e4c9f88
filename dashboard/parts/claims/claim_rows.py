"""Refund claims, complaints and disputes as rows: who, how much, and the buttons to decide or
answer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.complaints import ComplaintRow
from billing_core.desk.refund_claims import ClaimRow
from billing_core.lifecycle.keep_complaint import answer_complaint, close_complaint
from billing_core.rules.refund_claim import ClaimState
from billing_core.rules.refund_proposal import RefundProposal
from billing_core.wording.refund_claims import ACCESS_DECISIONS, CLAIM_KINDS, CLAIM_STATES
from dashboard.parts import acting, asking, codes_said, desk, shown_members
from dashboard.parts.claims.claim_deciding import approve_button, refuse_button, withdraw_button
from dashboard.parts.language import Words, count, day, days_between, moment, won
from dashboard.parts.markup import Tone, pill
from dashboard.parts.words import claims as w


def claim_rows(rows: Sequence[ClaimRow], *, place: str) -> None:
    """`place`: the page they stand on; on the member's own there is no way to the member."""
    for row in rows:
        acting.told_at(f"claim_{row.id}")
        with st.container(border=True, key=f"{place}_claim_{row.id}"):
            st.html(_claim_told(row))
            with st.container(horizontal=True):
                if row.open:
                    approve_button(row)
                    refuse_button(row)
                    withdraw_button(row)
                if place != "members" and st.button(
                    w.TO_MEMBER(), key=f"{place}_claim_member_{row.id}", type="tertiary"
                ):
                    shown_members.open_member(row.app_id)


def _claim_told(row: ClaimRow) -> str:
    pills = [
        pill(w.CLAIM_TONES[row.state], Words(*CLAIM_STATES[row.state])()),
        pill(Tone.UNKNOWN, Words(*CLAIM_KINDS[row.kind])()),
    ]
    if row.overdue:
        pills.append(pill(Tone.CANCELLED, w.OVERDUE()))
    notes = [
        " · ".join(
            (
                w.ASKED(when=moment(row.asked_at)),
                *([w.BY_DESK(name=row.asked_by)] if row.asked_by else []),
                w.PAYMENT(when=day(row.paid_at), won=won(row.amount)),
                w.LEFT(won=won(row.left)),
            )
        )
    ]
    if row.reason:
        notes.append(w.SAID(text=_masked(row.reason, row)))
    notes += _proposals(row) if row.open else _decided(row)
    return shown_members.member_line(row.name, row.app_id, pills) + "".join(
        f'<p class="bd-note">{escape(note)}</p>' for note in notes
    )


def _proposals(row: ClaimRow) -> list[str]:
    if row.if_used is None or row.if_unused is None:
        return []
    if row.left == 0:
        return [w.NOTHING_LEFT()]
    if row.usage_matters and row.if_unused.won != row.if_used.won:
        notes = [_proposed(w.IF_UNUSED, row.if_unused), _proposed(w.IF_USED, row.if_used)]
    else:
        said = f"{w.PROPOSED(won=won(row.if_used.won))} · {codes_said.arithmetic(row.if_used)}"
        notes = [said]
    notes[-1] += f" ({w.RULE(version=row.if_used.version)})"
    if row.charged_back:
        notes.append(w.CHARGED_BACK())
    if not row.at_gateway:
        notes.append(w.NOT_AT_GATEWAY())
    return notes


def _proposed(words: Words, proposal: RefundProposal) -> str:
    return words(won=won(proposal.won), how=codes_said.arithmetic(proposal))


def _decided(row: ClaimRow) -> list[str]:
    notes = []
    if row.decided_at is not None:
        notes.append(w.DECIDED(name=row.decided_by, when=moment(row.decided_at)))
    if row.state in (ClaimState.DONE, ClaimState.REFUNDING, ClaimState.APPROVED):
        parts = [w.REFUNDED(won=won(row.won))]
        if row.access is not None:
            parts.append(Words(*ACCESS_DECISIONS[row.access])())
        notes.append(" · ".join(parts))
        if row.decided is not None:
            proposed = w.PROPOSED(won=won(row.decided.won))
            version = w.RULE(version=row.decided.version)
            notes.append(f"{proposed} · {codes_said.arithmetic(row.decided)} ({version})")
    if row.note:
        notes.append(w.NOTED(text=_masked(row.note, row)))
    if row.answer:
        notes.append(w.TOLD(text=_masked(row.answer, row)))
    return notes


def _masked(text: str, row: ClaimRow) -> str:
    return shown_members.told_of_member(text, row.name, row.app_id)


def complaint_rows(rows: Sequence[ComplaintRow], at: datetime, *, place: str) -> None:
    for row in rows:
        acting.told_at(f"complaint_{row.id}")
        with st.container(border=True, key=f"{place}_complaint_{row.id}"):
            st.html(_complaint_told(row, at))
            with st.container(horizontal=True):
                if row.closed_at is None:
                    _button(row, w.ANSWER_IT, w.ANSWER_IT_SENTENCE, w.ANSWER_IT_SAID, _answer)
                    _button(row, w.CLOSE_IT, w.CLOSE_IT_SENTENCE, w.CLOSE_IT_SAID, _close)
                if place != "members" and st.button(
                    w.TO_MEMBER(), key=f"{place}_complaint_member_{row.id}", type="tertiary"
                ):
                    shown_members.open_member(row.app_id)


def _complaint_told(row: ComplaintRow, at: datetime) -> str:
    pills = [pill(Tone.UNKNOWN, w.COMPLAINT_KINDS[row.kind]())]
    if row.closed_at is not None:
        pills.append(pill(Tone.HEALTHY, w.CLOSED()))
    else:
        told = w.ANSWERED() if row.answered_at else w.NOT_ANSWERED()
        pills.append(pill(Tone.PAID if row.answered_at else Tone.WAITING, told))
        old = days_between(row.received_at, at) + 1
        pills.append(pill(Tone.UNKNOWN, w.DAYS_OLD(n=count(old))))

    def masked(text: str) -> str:
        return shown_members.told_of_member(text, row.name, row.app_id)

    channel = w.CHANNELS[row.channel]()
    notes = [
        w.COMPLAINT_RECEIVED(when=day(row.received_at), channel=channel, name=row.received_by),
        masked(row.said),
    ]
    if row.answered_at is not None:
        notes.append(f"{w.COMPLAINT_ANSWER(text=masked(row.answer))} ({moment(row.answered_at)})")
    if row.closed_at is not None:
        notes.append(f"{w.COMPLAINT_RESULT(text=masked(row.result))} ({moment(row.closed_at)})")
    return shown_members.member_line(row.name, row.app_id, pills) + "".join(
        f'<p class="bd-note">{escape(note)}</p>' for note in notes
    )


def _button(
    row: ComplaintRow, title: Words, will: Words, label: Words, step: Callable[[str, str], str]
) -> None:
    name = step.__name__.strip("_")
    if st.button(title(), key=f"complaint_{name}_{row.id}", disabled=not desk.may_approve()):
        asking.ask_first(
            asking.AskedAct(
                key=f"{name}_complaint_{row.id}",
                title=title(),
                will=will(),
                confirm=w.COMPLAIN_NOW(),
                doing=asking.WORKING(),
                step=partial(step, row.id),
                about=shown_members.member_line(row.name, row.app_id),
                fields=partial(_text_field, f"complaint_{row.id}_{name}_text", label),
                why=False,
                place=f"complaint_{row.id}",
            )
        )


def _text_field(key: str, label: Words) -> tuple[str, ...]:
    st.text_area(label(), key=key, max_chars=1_000)
    return (key,)


def _answer(complaint_id: str, text: str) -> str:
    with desk.the_system().database.writing() as session:
        answer_complaint(
            session, complaint_id, answer=text, actor=desk.current_actor(), now=desk.now()
        )
    return w.RECORDED()


def _close(complaint_id: str, text: str) -> str:
    with desk.the_system().database.writing() as session:
        close_complaint(
            session, complaint_id, result=text, actor=desk.current_actor(), now=desk.now()
        )
    return w.RECORDED()
