"""A refund through the gateway at the desk: how much, why, what will follow, and one button."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from billing_core.lifecycle.foresee_payments import foresee_refund
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import Member, PaymentRecord
from billing_core.rules.refusal import Refusal, RefusalCode
from dashboard.parts import asking, desk, shown_members
from dashboard.parts.findings.finding_words import effects_said
from dashboard.parts.language import won
from dashboard.parts.words import refunding as w


def ask_giving_back(
    key: str, *, place: str, about: str, fields: Callable[[], Sequence[str]]
) -> None:
    """The dialog of a refund. `fields` draws what is asked and returns the keys of our key of the
    payment, of the won, and of what is shown as left (`keep_shown`); `place` is where the page
    tells what came of it. Call it in the run in which the button was pressed."""
    asking.ask_first(
        asking.AskedAct(
            key=key,
            title=w.REFUND(),
            will=w.REFUND_SENTENCE(),
            confirm=w.REFUND_NOW(),
            doing=w.REFUNDING(),
            step=give_back,
            about=about,
            fields=fields,
            foresee=foresee_giving_back,
            grave=True,
            place=place,
        )
    )


def ask_refund(imp_uid: str, *, place: str) -> None:
    """The dialog for one known payment. Call it in the run in which the button was pressed."""
    with desk.reading() as session:
        record = session.get_one(PaymentRecord, imp_uid)
        member = session.get(Member, record.member_id) if record.member_id else None
        left = record.amount - record.cancel_amount
    about = shown_members.member_line(member.name, member.app_id) if member else ""
    key = f"refund_{imp_uid}"
    ask_giving_back(key, place=place, about=about, fields=partial(_how_much, key, imp_uid, left))


def _how_much(key: str, imp_uid: str, left: int) -> tuple[str, str, str]:
    which, amount = f"{key}_which", f"{key}_won"
    st.session_state[which] = imp_uid
    won_field(amount, left)
    return which, amount, keep_shown(amount, left)


def won_field(key: str, left: int) -> None:
    """How much goes back: at first all that is left."""
    st.number_input(asking.AMOUNT(), min_value=1, max_value=left, value=left, step=1, key=key)


def keep_shown(amount: str, left: int) -> str:
    """The key of what the person sees as left beside the field `amount`. A dialog goes by what it
    was opened with, however long it stands open."""
    shown = f"{amount}_shown"
    st.session_state[shown] = left
    return shown


def foresee_giving_back(imp_uid: str, amount: str, _shown: str) -> list[str]:
    """The dry run of a refund through the gateway."""
    with desk.reading() as session:
        return effects_said(foresee_refund(session, imp_uid, int(amount), desk.now()))


def give_back(reason: str, imp_uid: str, amount: str, shown: str) -> str:
    """A refund through the gateway."""
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_REFUND, imp_uid=imp_uid)
    refund_payment(
        desk.the_system(),
        imp_uid,
        amount=int(amount),
        reason=reason,
        actor=desk.current_actor(),
        shown=int(shown),
    )
    return w.REFUNDED(won=won(int(amount)))
