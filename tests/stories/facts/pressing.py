"""A person presses the button of a finding, and it heals."""

from __future__ import annotations

from collections.abc import Sequence

from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.models import Finding
from billing_core.rules.cure import CURES, Cure
from tests.parts.world import APPROVER
from tests.stories.facts.town import Town, perhaps


def open_findings(town: Town) -> Sequence[Finding]:
    return sorted(town.world.findings(), key=lambda one: one.id)


# They only ask the world once more, which may say the same as before.
_ASKS_AGAIN = (
    Cure.READ_AGAIN,
    Cure.BOOK_AGAIN,
    Cure.TRY_AGAIN,
    Cure.DELETE_AGAIN,
    Cure.DELIVER_AGAIN,
)


def press(town: Town, finding: Finding, cure: Cure) -> bool:
    """False when it was refused with a sentence, or the gateway could not be asked."""
    with perhaps():
        cure_finding(
            town.world.system, finding.id, cure, reason="회원과 통화했습니다", actor=APPROVER
        )
        return True
    return False


def heal(town: Town, finding: Finding, choice: int) -> None:
    """The chosen button first; where the world lets it not work, another of the same row does."""
    cures = CURES[finding.kind]
    turned = choice % len(cures)
    for cure in cures[turned:] + cures[:turned]:
        accepted = press(town, finding, cure)
        town.rest()
        if not any(one.id == finding.id for one in open_findings(town)):
            return
        said = f"{cure} of {finding.kind} {finding.subject}"
        assert not accepted or cure in _ASKS_AGAIN, f"taken, and did not heal: {said}"
    raise AssertionError(f"no cure heals {finding.kind} {finding.subject}: {finding.detail}")
