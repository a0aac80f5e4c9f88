"""The dialogs that decide a refund claim: approve with its dry run, refuse, or close for the
member.
"""

from functools import partial

import streamlit as st

from billing_core.desk.refund_claims import ClaimRow
from billing_core.lifecycle import decide_refund_claim
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.claim_refund import withdraw_refund_claim
from billing_core.lifecycle.foresee_refund_claim import foresee_refund_claim
from billing_core.rules.refund_claim import AccessDecision
from billing_core.wording.refund_claims import ACCESS_DECISIONS
from dashboard.parts import asking, codes_said, desk, shown_members
from dashboard.parts.findings.finding_words import effects_said
from dashboard.parts.language import Words, day, won
from dashboard.parts.markup import sentence
from dashboard.parts.words import claims as w

YES, NO = "yes", "no"


def approve_button(row: ClaimRow) -> None:
    if st.button(
        w.APPROVE(), key=f"claim_approve_{row.id}", type="primary", disabled=not desk.may_approve()
    ):
        asking.ask_first(
            asking.AskedAct(
                key=f"approve_claim_{row.id}",
                title=w.APPROVE(),
                will=w.APPROVE_SENTENCE() if row.at_gateway else w.NOT_AT_GATEWAY(),
                confirm=w.APPROVE_NOW(),
                doing=w.APPROVING(),
                step=partial(_approve, row),
                about=_about(row),
                fields=partial(_decision_fields, row),
                foresee=partial(_foresee, row),
                why=False,
                place=f"claim_{row.id}",
                grave=True,
            )
        )


def _about(row: ClaimRow) -> str:
    paid = w.PAYMENT(when=day(row.paid_at), won=won(row.amount))
    return shown_members.member_line(row.name, row.app_id) + sentence(
        paid, w.LEFT(won=won(row.left))
    )


def _decision_fields(row: ClaimRow) -> tuple[str, ...]:
    """Keys of: whether it was used, the won, access, note, answer, evidence."""
    of = f"claim_{row.id}"
    used = f"{of}_used"
    if row.usage_matters:
        st.segmented_control(
            w.USED(),
            [NO, YES],
            key=used,
            format_func=lambda each: w.USED_NO() if each == NO else w.USED_YES(),
        )
    chosen = st.session_state.get(used) if row.usage_matters else YES
    amount = f"{of}_won_{chosen or 'open'}"
    proposal = row.if_unused if chosen == NO else row.if_used
    proposed = proposal.won if proposal else 0
    if proposal is not None and (chosen or not row.usage_matters):
        st.caption(f"{w.PROPOSED(won=won(proposed))} · {codes_said.arithmetic(proposal)}")
    gone = row.left < row.amount  # something went back already: perhaps all that is asked for
    st.number_input(
        w.WON(),
        min_value=0 if gone else min(1, row.left),
        max_value=row.left,
        value=min(proposed if gone else proposed or row.left, row.left),
        step=1,
        key=amount,
    )
    access = f"{of}_access"
    st.radio(
        w.ACCESS(),
        list(AccessDecision),
        key=access,
        index=list(AccessDecision).index(row.likely_access),
        format_func=lambda each: Words(*ACCESS_DECISIONS[AccessDecision(each)])(),
    )
    note, answer, evidence = f"{of}_note", f"{of}_answer", f"{of}_evidence"
    if not row.at_gateway and row.left:
        st.text_input(w.EVIDENCE(), key=evidence, placeholder=w.EVIDENCE_EXAMPLE(), max_chars=400)
    st.text_input(w.NOTE(), key=note, max_chars=400)
    st.text_input(w.ANSWER(), key=answer, max_chars=400)
    return used, amount, access, note, answer, evidence


def _decision(
    row: ClaimRow, used: str, amount: str, access: str, *texts: str
) -> decide_refund_claim.ClaimDecision:
    note, answer, evidence = texts
    return decide_refund_claim.ClaimDecision(
        won=int(amount or 0),
        access=AccessDecision(access),
        used={YES: True, NO: False}.get(used),
        note=note,
        answer=answer,
        evidence=evidence,
        shown=row.left,  # as the dialog was opened with, however long it stands open
    )


def _foresee(row: ClaimRow, *typed: str) -> list[str]:
    rule = desk.the_system().settings.refund_rule
    with desk.reading() as session:
        decision = _decision(row, *typed)
        return effects_said(foresee_refund_claim(session, row.id, decision, rule, desk.now()))


def _approve(row: ClaimRow, *typed: str) -> str:
    decision = _decision(row, *typed)
    decide_refund_claim.approve_refund_claim(
        desk.the_system(), row.id, decision, actor=desk.current_actor()
    )
    return w.APPROVED(won=won(decision.won)) if decision.won else w.APPROVED_NOTHING()


def refuse_button(row: ClaimRow) -> None:
    if st.button(w.REFUSE(), key=f"claim_refuse_{row.id}", disabled=not desk.may_approve()):
        asking.ask_first(
            asking.AskedAct(
                key=f"refuse_claim_{row.id}",
                title=w.REFUSE(),
                will=w.REFUSE_SENTENCE(),
                confirm=w.REFUSE_NOW(),
                doing=asking.WORKING(),
                step=partial(_refuse, row.id),
                about=_about(row),
                fields=partial(_refusal_fields, row),
                why=False,
                place=f"claim_{row.id}",
            )
        )


def _refusal_fields(row: ClaimRow) -> tuple[str, ...]:
    key = f"claim_{row.id}_refusal"
    st.text_area(w.REFUSE_WHY(), key=key, placeholder=w.REFUSE_EXAMPLE(), max_chars=400)
    return (key,)


def _refuse(claim_id: str, answer: str) -> str:
    with desk.the_system().database.writing() as session:
        decide_refund_claim.refuse_refund_claim(
            session, claim_id, answer=answer, actor=desk.current_actor(), now=desk.now()
        )
    return w.REFUSED()


def withdraw_button(row: ClaimRow) -> None:
    if st.button(
        w.WITHDRAW(),
        key=f"claim_withdraw_{row.id}",
        type="tertiary",
        disabled=not desk.may_approve(),
    ):
        asking.ask_first(
            asking.AskedAct(
                key=f"withdraw_claim_{row.id}",
                title=w.WITHDRAW(),
                will=w.WITHDRAW_SENTENCE(),
                confirm=w.WITHDRAW_NOW(),
                doing=asking.WORKING(),
                step=partial(_withdraw, row.app_id, row.id),
                about=_about(row),
                why=False,
                place=f"claim_{row.id}",
            )
        )


def _withdraw(app_id: str, claim_id: str) -> str:
    with desk.the_system().database.writing() as session:
        member = the_member(session, app_id)
        withdraw_refund_claim(session, member, claim_id, actor=desk.current_actor(), now=desk.now())
    return w.WITHDRAWN()
