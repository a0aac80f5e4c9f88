"""What a finding is called, what is known of it, and its cures, in the language of the page."""

from __future__ import annotations

from datetime import datetime

from billing_core.desk.findings import FindingRow
from billing_core.rules.actor import SYSTEM
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.wording.cures import cure_words
from billing_core.wording.evidence import ALL_OF_THEM, FACTS_OF_FINDING, TAKEN_BACK
from billing_core.wording.findings import FINDING_ADVICE, FINDING_LABELS
from dashboard.parts.formatting import count, moment, won
from dashboard.parts.language import Language, Words, language
from dashboard.sections.reason_words import reason_said
from dashboard.words import health as w


def finding_label(kind: FindingKind) -> str:
    return Words(*FINDING_LABELS[kind])()


def what_to_do(kind: FindingKind) -> str:
    return Words(*FINDING_ADVICE[kind])()


def cure_button(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).button)()


def cure_will(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).will)()


def cure_done(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).done)()


def finding_facts(row: FindingRow) -> list[str]:
    """Lines of plain text: money and dates, then what was done already, then who they are."""
    if row.kind is FindingKind.ENDED_BY_US:
        return _all_of_them(row)
    said = [won(row.amount)] if row.amount else []
    for name, words in FACTS_OF_FINDING.items():
        value = row.detail.get(name)
        if value and not (name == "asked_for" and value == row.detail.get("due_at")):
            said.append(Words(*words)(value=_written(name, value)))
    return [" · ".join(said), _taken_back(row)]


def _written(name: str, value: object) -> str:
    if isinstance(value, int):
        return won(value)
    if name.endswith("_at") or name in ("asked_for", "covers_until"):
        return moment(datetime.fromisoformat(str(value)))
    # The core's own sentence about a payment; what a person typed stays as it is.
    return reason_said(str(value)) if name == "reason" else str(value)


def _taken_back(row: FindingRow) -> str:
    if not row.detail.get("taken_back"):
        return ""
    at = datetime.fromisoformat(str(row.detail["taken_back_at"]))
    return Words(*TAKEN_BACK)(due=moment(row.due_at), at=moment(at))


def _all_of_them(row: FindingRow) -> list[str]:
    number = int(row.detail.get("count", len(row.names)))
    said = Words(*ALL_OF_THEM)(n=count(number), won=won(row.amount))
    more = number - len(row.names)
    names = ", ".join(row.names)
    return [said, w.AND_MORE(names=names, n=count(more)) if more > 0 else names]


def actor_said(name: str) -> str:
    return w.BY_ITSELF() if name == SYSTEM.name else name


def closing_said(by: str, resolution: str) -> str:
    """What a person typed stays as it is; the core's own sentence is Korean."""
    if by == SYSTEM.name and language() is Language.ENGLISH:
        return w.PUT_RIGHT.en
    return resolution
