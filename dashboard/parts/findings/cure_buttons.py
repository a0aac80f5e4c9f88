"""The cures of a finding as buttons, each with its dialog: what is known, the dry run, why and how
much.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.rules.cure import Cure
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.wording.evidence import ALL_OF_THEM, FACTS_OF_FINDING, TAKEN_BACK
from billing_core.wording.sources import source_said
from billing_core.wording.unsettled import unsettled_said
from dashboard.parts import asking, codes_said, desk, shown_members
from dashboard.parts.findings.finding_words import cure_button, cure_will, finding_label
from dashboard.parts.findings.mending import cure_it, foresee_it
from dashboard.parts.language import Words, count, language, moment, won
from dashboard.parts.markup import Tone, pill
from dashboard.parts.words import findings as w


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
            asking.ask_first(_act(row, cure, told or f"{place}_finding_{row.id}"))


def _stops_harm(row: FindingRow, cure: Cure) -> bool:
    """Stands out: money that is owed, or a charge that must not run."""
    return cure is Cure.REVOKE_NOW or (cure is Cure.REFUND and row.kind.refund_due)


def _act(row: FindingRow, cure: Cure, told: str) -> asking.AskedAct:
    key = f"cure_{row.id}_{cure}"
    return asking.AskedAct(
        key=key,
        title=cure_button(row.kind, cure),
        will=cure_will(row.kind, cure),
        confirm=cure_button(row.kind, cure),
        doing=asking.WORKING(),
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
        facts = [shown_members.told_of_member(each, *whose) for each in facts]
    head = (
        shown_members.member_line(row.member_name, row.app_id, (label,))
        if row.app_id
        else f'<div class="bd-person">{label}</div>'
    )
    return head + "".join(f'<p class="bd-note">{escape(each)}</p>' for each in facts)


def _amount(row: FindingRow, key: str) -> Sequence[str]:
    typed = f"{key}_amount"
    st.number_input(
        asking.AMOUNT(),
        min_value=1,
        max_value=row.refundable,
        value=row.refundable,
        step=1,
        key=typed,
    )
    return (typed,)


def finding_facts(row: FindingRow) -> list[str]:
    """Lines of plain text: money and dates, then what was done already, then who they are."""
    if row.kind is FindingKind.ENDED_BY_US:
        return _all_of_them(row)
    said = [won(row.amount)] if row.amount else []
    known = ({"paid_at": row.paid_at.isoformat()} if row.paid_at else {}) | row.detail
    for name, words in FACTS_OF_FINDING.items():
        value = known.get(name)
        if value and not (name == "asked_for" and value == row.detail.get("due_at")):
            said.append(Words(*words)(value=_written(name, value)))
    said += [
        codes_said.exclusion_said(Exclusion(ExclusionReason(flaw)))
        for flaw in row.detail.get("flaws", [])
    ]
    return [" · ".join(said), *map(_one_of_two, row.detail.get("facts", [])), _taken_back(row)]


def _one_of_two(facts: Mapping[str, Any]) -> str:
    """One of two rows that may be one payment."""
    paid_at = facts.get("paid_at")
    source = str(facts.get("file") or facts.get("source") or "")
    return " · ".join(
        (
            str(facts["number"]),
            moment(datetime.fromisoformat(paid_at) if paid_at else None),
            won(int(facts["won"])),
            source_said(source, language().place),
        )
    )


def _written(name: str, value: object) -> str:
    if isinstance(value, int):
        return won(value)
    if name.endswith("_at") or name in ("asked_for", "covers_until"):
        return moment(datetime.fromisoformat(str(value)))
    if name == "error":
        return unsettled_said(str(value), language().place)
    if name == "exclusion":
        return codes_said.exclusion_said(Exclusion.parse(str(value)))
    return str(value)  # what a person typed stays as it is


def _taken_back(row: FindingRow) -> str:
    if not row.detail.get("taken_back"):
        return ""
    at = datetime.fromisoformat(str(row.detail["taken_back_at"]))
    return Words(*TAKEN_BACK)(due=moment(row.due_at), at=moment(at))


def _all_of_them(row: FindingRow) -> list[str]:
    number = int(row.detail.get("count", len(row.among)))
    said = Words(*ALL_OF_THEM)(n=count(number), won=won(row.amount))
    more = number - len(row.among)
    names = ", ".join(shown_members.member_name(name, app_id) for app_id, name in row.among)
    return [said, w.AND_MORE(names=names, n=count(more)) if more > 0 else names]
