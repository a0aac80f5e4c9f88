"""Every code of the core that a page can show has its words there, and every act in a timeline."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from billing_core.desk.light import BookRead, Invariant
from billing_core.desk.payment_filter import Shown
from billing_core.models import EntryKind, JobKind
from billing_core.rules.day_read import READ_STATUSES, DayState
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from dashboard.pages.health import lights_words as lights
from dashboard.pages.health import words as health
from dashboard.pages.members import acts_words as acts
from dashboard.parts.words import days_read, facts, states

LIFECYCLE = Path(__file__).parents[2] / "billing_core" / "lifecycle"
# Of the company, and of no member.
OF_NOBODY = {"month.closed", "event.replayed"}
# The payment itself tells these; see `desk.timeline`.
TOLD_BY_MONEY = {"charge.paid", "charge.failed", "ledger.payment", "ledger.refund"}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (health.JOB_KINDS, JobKind),
        (lights.INVARIANTS, Invariant),
        (lights.BOOKS, BookRead),
        (days_read.STATES, DayState),
        (days_read.LISTS, READ_STATUSES),
        (states.PAYMENTS, Shown),
        (states.SUBSCRIPTIONS, SubscriptionStatus),
        (states.END_KINDS, EndKind),
        *((of_kind, codes) for codes, of_kind in facts.STATES.items()),
    ],
)
def test_a_code_is_never_shown_bare(words: Collection[str], codes: Collection[str]) -> None:
    assert set(words) == set(codes)


def written_acts() -> Iterator[str]:
    """What the steps write into the audit log: the text after the session, or of a helper."""
    for path in LIFECYCLE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in ("record_act", "_record"):
                continue
            for argument in node.args:
                if isinstance(argument, ast.Constant) and "." in str(argument.value):
                    yield str(argument.value)
    yield from (f"ledger.{kind}" for kind in EntryKind)


def test_every_act_of_a_member_is_told_in_words() -> None:
    found = set(written_acts())

    assert {"charge.taken_back", "charge.move_back_asked", "ledger.chargeback"} <= found
    assert found - OF_NOBODY - TOLD_BY_MONEY - set(acts.ACTS) == set()
