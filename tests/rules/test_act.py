"""Every act of the audit log is one that some step writes."""

from __future__ import annotations

from pathlib import Path

from billing_core.models import EntryKind
from billing_core.rules.act import Act
from billing_core.rules.charge import ChargeState

CORE = Path(__file__).parents[2] / "billing_core"
ROOMS = (
    *("lifecycle", "history", "reconcile", "closing", "inbox", "outbox", "sign_in"),
    *("access_log", "forgetting", "seals", "portal", "notices"),
)


def test_no_act_is_kept_that_nobody_writes() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for room in ROOMS for path in (CORE / room).glob("*.py")
    )
    named = {act for act in Act if f"Act.{act.name}" in text}
    told = {Act(f"ledger.{kind}") for kind in EntryKind}
    states = {Act(f"charge.{state}") for state in (ChargeState.UNKNOWN, ChargeState.NOT_SENT)}

    assert set(Act) - named - told - states == set()
