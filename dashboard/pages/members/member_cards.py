"""Every card of a member, and the button that deletes its billing key at the gateway."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.member_money import CardRow
from billing_core.desk.members import MemberRow
from billing_core.rules.masking import mask_id
from dashboard.pages.members import member_money_words as w
from dashboard.pages.members.giving_back import delete_registration
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import NOTHING, day
from dashboard.parts.markup import Tone, pill, section, sentence
from dashboard.parts.shown_members import card_of_member, is_masked, member_line


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
    key = mask_id(card.customer_uid) if is_masked(member.app_id) else card.customer_uid
    registered = w.REGISTERED(when=day(card.registered_at))
    return (
        f'<div class="bd-person"><b>{escape(card_of_member(card.name, member.app_id) or NOTHING)}</b>{state}</div>'
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
                about=member_line(member.name, member.app_id)
                + sentence(card_of_member(card.name, member.app_id)),
                place=f"members_card_{number}",
                why=False,  # it is recorded by whom and when, and there is one reason only
            )
        )
