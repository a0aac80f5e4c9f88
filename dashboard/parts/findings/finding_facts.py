"""What is known of a finding: money, dates and names, as lines of plain text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing_core.desk.findings import FindingRow
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.wording.evidence import ALL_OF_THEM, FACTS_OF_FINDING, TAKEN_BACK
from billing_core.wording.sources import source_said
from billing_core.wording.unsettled import unsettled_said
from dashboard.parts.exclusion_words import exclusion_said
from dashboard.parts.language import Words, count, language, moment, won
from dashboard.parts.shown_members import member_name
from dashboard.parts.words import findings as w


def finding_facts(row: FindingRow) -> list[str]:
    """Lines of plain text: money and dates, then what was done already, then who they are."""
    if row.kind is FindingKind.ENDED_BY_US:
        return _all_of_them(row)
    said = [won(row.amount)] if row.amount else []
    for name, words in FACTS_OF_FINDING.items():
        value = row.detail.get(name)
        if value and not (name == "asked_for" and value == row.detail.get("due_at")):
            said.append(Words(*words)(value=_written(name, value)))
    said += [
        exclusion_said(Exclusion(ExclusionReason(flaw))) for flaw in row.detail.get("flaws", [])
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
        return exclusion_said(Exclusion.parse(str(value)))
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
    names = ", ".join(member_name(name, app_id) for app_id, name in row.among)
    return [said, w.AND_MORE(names=names, n=count(more)) if more > 0 else names]
