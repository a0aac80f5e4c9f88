"""Whatever a finding knows is told with its date and won, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from billing_core.models import Finding
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Flaw
from tests.dashboard.company import joins
from tests.dashboard.visits import keys, shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import World

ROW = {"number": "imp_1", "won": 29_000, "paid_at": "2026-09-10T01:00:00+00:00"}
TOLD: list[tuple[FindingKind, dict[str, Any], list[str]]] = [
    (
        FindingKind.SAME_PAYMENT,
        {"rows": ["a", "b"], "facts": [ROW | {"file": "past.csv"}, ROW | {"source": "sweep"}]},
        ["2026-09-10 (목) 10:00 · 29,000원 · past.csv", "29,000원 · 포트원 내역 대조"],
    ),
    (
        FindingKind.UNREADABLE_PAYMENT,
        {"flaws": [Flaw.PAID_WITHOUT_INSTANT, Flaw.REFUNDED_MORE_THAN_PAID]},
        [],
    ),
    (FindingKind.AMOUNT_MISMATCH, {"expected": 19_000}, ["기록된 금액 19,000원"]),
    (
        FindingKind.BOOKING_MOVED,
        {"due_at": "2026-10-25T01:00:00+00:00", "asked_for": "2026-10-21T01:00:00+00:00"},
        ["결제 예정 2026-10-25 (일) 10:00 · 원래 날짜 2026-10-21 (수) 10:00"],
    ),
    (
        FindingKind.BOOKING_AMOUNT_DIFFERS,
        {"due_at": "2026-10-21T01:00:00+00:00", "asked_for": "2026-10-21T01:00:00+00:00"},
        ["29,000원 · 결제 예정 2026-10-21 (수) 10:00"],
    ),
]


@pytest.mark.parametrize(("kind", "detail", "told"), TOLD)
def test_a_finding_tells_what_it_knows(
    world: World, kind: FindingKind, detail: dict[str, Any], told: list[str]
) -> None:
    found(world, kind, detail)

    page = shown(visit("health", APPROVER))

    for words in told:
        assert words in page


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_can_be_shown_with_nothing_but_itself_and_has_a_button(
    world: World, kind: FindingKind
) -> None:
    finding_id = found(world, kind, {})

    page = visit("health", APPROVER)

    assert "2026-09-21" in shown(page) or "방금" in shown(page)
    assert keys(page, f"health_cure_{finding_id}_")


def found(world: World, kind: FindingKind, detail: dict[str, Any]) -> int:
    joins(world, hana="김하나")
    with world.system.database.writing() as session:
        finding = Finding(
            kind=kind,
            subject="something",
            member_id=world.number("hana"),
            amount=29_000,
            detail=detail,
            opened_at=datetime(2026, 9, 21, tzinfo=UTC),
        )
        session.add(finding)
        session.flush()
        return finding.id
