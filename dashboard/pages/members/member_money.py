"""A member's money: every card, with the button that deletes its billing key at the gateway; the
ledger line by line; and refunds, through the gateway or recorded by hand.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.member_money import CardRow, KeptPayment, MemberLedgerLine
from billing_core.desk.members import MemberRow
from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.models.ledger import EntryKind
from billing_core.rules.calendar import kst_date
from billing_core.rules.masking import mask_id
from dashboard.pages.members import member_money_words as w
from dashboard.pages.members.member_transfer import (
    moment_of,
    payment_said,
    reverse_button,
    transfer_button,
)
from dashboard.parts import acting, asking, desk, shown_members, tables
from dashboard.parts.language import NOTHING, day, moment, won
from dashboard.parts.markup import Tone, pill, section, sentence
from dashboard.parts.refunding import ask_giving_back, keep_shown, won_field
from dashboard.parts.words import facts, payments
from dashboard.parts.words import refunding as refund

BY_HAND = tuple(kind for kind in EntryKind if kind.by_hand and kind.gives_back)
_BY_HAND_PLACE = "members_recorded"


def member_cards(member: MemberRow, cards: Sequence[CardRow]) -> None:
    if not cards:
        return
    section(w.CARDS(), w.CARDS_HELP())
    for number, card in enumerate(cards):
        acting.told_at(f"members_card_{number}")
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"members_card_{number}"
        ):
            st.html(_told(member, card), width="stretch")
            if card.deleted_at is None:
                _delete_button(member, card, number)


def _told(member: MemberRow, card: CardRow) -> str:
    if card.deleted_at is not None:
        state = pill(Tone.UNKNOWN, w.DELETED(when=day(card.deleted_at)))
    else:
        state = pill(Tone.HEALTHY, w.IN_USE()) if card.needed else pill(Tone.UNKNOWN, w.NOT_USED())
    key = (
        mask_id(card.customer_uid) if shown_members.is_masked(member.app_id) else card.customer_uid
    )
    registered = w.REGISTERED(when=day(card.registered_at))
    return (
        f'<div class="bd-person"><b>{escape(shown_members.card_of_member(card.name, member.app_id) or NOTHING)}</b>{state}</div>'
        f'<p class="bd-note">{escape(registered)} · {escape(key)}</p>'
    )


def _delete_button(member: MemberRow, card: CardRow, number: int) -> None:
    pressed = st.button(
        w.DELETE(),
        key=f"members_delete_card_{number}",
        disabled=card.needed or not desk.may_approve(),
        help=w.STILL_NEEDED() if card.needed else None,
    )
    if pressed:
        asking.ask_first(
            asking.AskedAct(
                key=f"delete_card_{member.number}_{number}",
                title=w.DELETE(),
                will=w.DELETE_SENTENCE(),
                confirm=w.DELETE_NOW(),
                doing=w.DELETING(),
                step=partial(delete_registration, card.customer_uid),
                about=shown_members.member_line(member.name, member.app_id)
                + sentence(shown_members.card_of_member(card.name, member.app_id)),
                place=f"members_card_{number}",
                why=False,  # it is recorded by whom and when, and there is one reason only
            )
        )


def member_ledger(
    member: MemberRow, lines: Sequence[MemberLedgerLine], kept: Sequence[KeptPayment], now: datetime
) -> None:
    if not lines:
        return
    section(w.MONEY(), w.MONEY_HELP())
    kinds = facts.STATES[EntryKind]
    tables.number_table(
        {
            w.AT(): [moment(line.at) for line in lines],
            w.WHAT(): [kinds[line.kind]() for line in lines],
            w.WON(): [line.amount for line in lines],
            payments.SLIP(): [_slip(member, line) for line in lines],
            w.PAYMENT(): [
                shown_members.told_of_member(line.imp_uid, member.name, member.app_id)
                for line in lines
            ],
        },
        money=(w.WON(),),
        addresses={payments.SLIP(): payments.SEE_SLIP()},
        about=w.MONEY(),
    )
    acting.told_at(_BY_HAND_PLACE)
    with st.container(horizontal=True):
        _by_hand_button(member, kept, now)
        transfer_button(member, now, place=_BY_HAND_PLACE)
        transfers = [each for each in kept if each.by_transfer]
        reverse_button(member, transfers, place=_BY_HAND_PLACE)


def _slip(member: MemberRow, line: MemberLedgerLine) -> str | None:
    """A slip names its member, and whose card paid."""
    return None if shown_members.is_masked(member.app_id) else line.receipt_url or None


def refund_button(member: MemberRow, kept: Sequence[KeptPayment], *, place: str) -> None:
    """Of any payment of which the gateway would give something back, in full or in part."""
    kept = [each for each in kept if each.at_gateway > 0]
    if st.button(refund.REFUND(), key="members_refund", disabled=not (kept and desk.may_approve())):
        ask_giving_back(
            f"refund_{member.number}",
            place=place,
            about=shown_members.member_line(member.name, member.app_id),
            fields=partial(_which_and_how_much, kept, by_hand=False),
        )


def _by_hand_button(member: MemberRow, kept: Sequence[KeptPayment], now: datetime) -> None:
    if st.button(w.BY_HAND(), key="members_by_hand", disabled=not (kept and desk.may_approve())):
        asking.ask_first(
            asking.AskedAct(
                key=f"by_hand_{member.number}",
                title=w.BY_HAND(),
                will=w.BY_HAND_SENTENCE(),
                confirm=w.BY_HAND_NOW(),
                doing=asking.WORKING(),
                step=record_by_hand,
                about=shown_members.member_line(member.name, member.app_id),
                fields=partial(_what_went_back, kept, now),
                place=_BY_HAND_PLACE,
            )
        )


def _which_and_how_much(kept: Sequence[KeptPayment], *, by_hand: bool) -> tuple[str, ...]:
    """Keys of what was chosen: the payment, and the won, at first all that is left of it."""
    known = {each.imp_uid: each for each in kept}
    which = f"give_back_{'by_hand' if by_hand else 'at_gateway'}"
    chosen = st.selectbox(
        w.PAYMENT(),
        list(known),
        key=which,
        format_func=lambda imp_uid: payment_said(known[imp_uid]),
        filter_mode=None,
    )
    left = known[chosen].kept if by_hand else known[chosen].at_gateway
    amount = f"{which}_{chosen}"
    won_field(amount, left)
    shown = keep_shown(amount, known[chosen].left)
    return (which, amount) if by_hand else (which, amount, shown)


def _what_went_back(kept: Sequence[KeptPayment], now: datetime) -> tuple[str, ...]:
    kind = "give_back_kind"
    st.segmented_control(
        w.HOW(),
        BY_HAND,
        key=kind,
        default=BY_HAND[0],
        required=True,
        format_func=lambda each: facts.STATES[EntryKind][EntryKind(each)](),
    )
    which, amount = _which_and_how_much(kept, by_hand=True)
    on, evidence = "give_back_on", "give_back_evidence"
    st.date_input(w.ON(), value=kst_date(now), max_value=kst_date(now), key=on, format="YYYY-MM-DD")
    st.text_input(w.EVIDENCE(), key=evidence, placeholder=w.EVIDENCE_EXAMPLE(), max_chars=400)
    return kind, which, amount, on, evidence


def record_by_hand(reason: str, *typed: str) -> str:
    """Records a refund that went past the gateway. Of `typed`, the fourth is a day in Seoul."""
    kind, imp_uid, amount, on, evidence = typed
    system, at = desk.the_system(), desk.now()
    with system.database.writing() as session:
        record_refund_by_hand(
            session,
            imp_uid,
            EntryKind(kind),
            amount=int(amount),
            at=moment_of(date.fromisoformat(on)),
            reason=reason,
            evidence=evidence,
            actor=desk.current_actor(),
            now=at,
        )
    return w.RECORDED(won=won(int(amount)))


def delete_registration(customer_uid: str) -> str:
    delete_key_by_hand(desk.the_system(), customer_uid, desk.current_actor())
    return w.DELETED_NOW()
