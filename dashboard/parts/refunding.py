"""A refund of one payment at the desk: how much, why, what will follow, and one button."""

from __future__ import annotations

from functools import partial

import streamlit as st

from billing_core.lifecycle.foresee_payments import foresee_refund
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import Member, PaymentRecord
from billing_core.rules.refusal import Refusal, RefusalCode
from dashboard.parts.actor import current_actor
from dashboard.parts.asking import AskedAct, ask_first
from dashboard.parts.desk import now, reading, the_system
from dashboard.parts.findings.effect_words import effects_said
from dashboard.parts.formatting import won
from dashboard.parts.language import Words
from dashboard.parts.shown_members import member_line
from dashboard.parts.words import asking
from dashboard.parts.words import payments as w

_WILL = Words(
    "적은 금액을 포트원으로 바로 환불합니다. 되돌릴 수 없습니다.",
    "Refunds this amount of the payment through PortOne at once. This cannot be undone.",
)
_CONFIRM = Words("환불합니다", "Refund now")
_DOING = Words("포트원에 환불을 요청하고 있습니다…", "Asking PortOne to refund…")
_DONE = Words("{won}을 환불했습니다.", "{won} refunded.")


def ask_refund(imp_uid: str, *, place: str) -> None:
    """Call it in the run in which the button was pressed."""
    with reading() as session:
        record = session.get_one(PaymentRecord, imp_uid)
        member = session.get(Member, record.member_id) if record.member_id else None
        left = record.amount - record.cancel_amount
    ask_first(
        AskedAct(
            key=f"{place}_refund",
            title=w.REFUND(),
            will=_WILL(),
            confirm=_CONFIRM(),
            doing=_DOING(),
            step=partial(_give_back, imp_uid),
            about=member_line(member.name, member.app_id) if member else "",
            fields=partial(_how_much, f"{place}_won", left),
            foresee=partial(_foreseen, imp_uid),
            grave=True,
        )
    )


def _how_much(key: str, left: int) -> tuple[str]:
    st.number_input(asking.AMOUNT(), min_value=1, max_value=left, value=left, step=1, key=key)
    return (key,)


def _foreseen(imp_uid: str, amount: str) -> list[str]:
    with reading() as session:
        return effects_said(foresee_refund(session, imp_uid, int(amount), now()))


def _give_back(imp_uid: str, reason: str, amount: str) -> str:
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_REFUND, imp_uid=imp_uid)
    refund_payment(the_system(), imp_uid, amount=int(amount), reason=reason, actor=current_actor())
    return _DONE(won=won(int(amount)))
