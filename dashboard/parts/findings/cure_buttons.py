"""The cures of a finding as buttons, each with its dialog: the dry run, why, and for money how much."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.rules.cure import Cure
from dashboard.parts import desk
from dashboard.parts.asking import AskedAct, ask_first
from dashboard.parts.findings.finding_facts import finding_facts
from dashboard.parts.findings.finding_words import cure_button, cure_will, finding_label
from dashboard.parts.findings.mending import cure_it, foresee_it
from dashboard.parts.markup import Tone, pill
from dashboard.parts.shown_members import member_line, told_of_member
from dashboard.parts.words import asking as w


def cure_buttons(
    row: FindingRow, *, place: str, only: Sequence[Cure] | None = None, told: str = ""
) -> None:
    """A button for each cure. `place` keeps the buttons of two lists of one page apart; `only`
    these cures are offered. `told` is where the page tells what came of it."""
    for cure in row.cures:
        if only is not None and cure not in only:
            continue
        pressed = st.button(
            cure_button(row.kind, cure),
            key=f"{place}_cure_{row.id}_{cure}",
            type="primary" if _stops_harm(row, cure) else "secondary",
            disabled=not desk.may_approve(),
        )
        if pressed:
            ask_first(_act(row, cure, told or f"{place}_finding_{row.id}"))


def _stops_harm(row: FindingRow, cure: Cure) -> bool:
    """Stands out: money that is owed, or a charge that must not run."""
    return cure is Cure.REVOKE_NOW or (cure is Cure.REFUND and row.kind.refund_due)


def _act(row: FindingRow, cure: Cure, told: str) -> AskedAct:
    key = f"cure_{row.id}_{cure}"
    return AskedAct(
        key=key,
        title=cure_button(row.kind, cure),
        will=cure_will(row.kind, cure),
        confirm=cure_button(row.kind, cure),
        doing=w.WORKING(),
        step=partial(cure_it, row, cure),
        about=about(row),
        fields=partial(_amount, row, key) if cure is Cure.REFUND else tuple,
        foresee=partial(foresee_it, row, cure),
        grave=cure is Cure.REFUND,
        place=told,
    )


def about(row: FindingRow) -> str:
    """The finding as HTML: whose, what it is, and its dates and won."""
    label = pill(Tone.CANCELLED, finding_label(row.kind))
    facts = [each for each in finding_facts(row) if each]
    if row.app_id:
        whose = row.member_name, row.app_id
        facts = [told_of_member(each, *whose) for each in facts]
    head = (
        member_line(row.member_name, row.app_id, (label,))
        if row.app_id
        else f'<div class="bd-person">{label}</div>'
    )
    return head + "".join(f'<p class="bd-note">{escape(each)}</p>' for each in facts)


def _amount(row: FindingRow, key: str) -> Sequence[str]:
    typed = f"{key}_amount"
    st.number_input(
        w.AMOUNT(),
        min_value=1,
        max_value=row.refundable,
        value=row.refundable,
        step=1,
        key=typed,
    )
    return (typed,)
