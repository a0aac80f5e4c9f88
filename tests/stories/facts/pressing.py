"""A person presses the button of a finding, and it heals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.models import Finding
from billing_core.rules.cure import CURES, Cure
from tests.parts.foretold import held_to_its_words
from tests.parts.people import APPROVER
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


def cures_of(finding: Finding) -> tuple[Cure, ...]:
    """What looks like one payment is one in this town, and nobody says otherwise."""
    return tuple(one for one in CURES[finding.kind] if one is not Cure.TWO_PAYMENTS)


def press(town: Town, finding: Finding, cure: Cure) -> bool:
    """False when it was refused with a sentence, or the gateway could not be asked. What is done
    is what its dry run had said."""
    with perhaps(), held_to_its_words(town.world.system, finding, cure):
        cure_finding(
            town.world.system, finding.id, cure, reason="회원과 통화했습니다", actor=APPROVER
        )
        return True
    return False


def heal_all(town: Town, choice: int) -> bool:
    """Everything on the list is dealt with in one sitting: the chosen button first, and where the
    world lets that not work, another of the same row. False when the list was empty."""
    turn, tried = choice, Counter[int]()
    while left := open_findings(town):  # a decision may lead to the next question
        tried.update(one.id for one in left)
        stuck = [_named(one) for one in left if tried[one.id] > MOST_CURES]
        assert not stuck, f"no cure heals {stuck}"
        assert turn - choice < MOST_QUESTIONS, f"no end of questions: {[*map(_named, left)]}"
        taken = {one.id: cure for one in left if (cure := _press_one(town, one, turn))}
        town.rest()
        for one in open_findings(town):
            cure = taken.get(one.id)
            assert cure is None or cure in _ASKS_AGAIN, f"{cure} did not heal {_named(one)}"
        turn += 1
    return turn != choice


MOST_QUESTIONS = 12  # one after the other
MOST_CURES = max(len(cures) for cures in CURES.values())


def _press_one(town: Town, finding: Finding, turn: int) -> Cure | None:
    """The cure, if it was taken. What another cure has closed meanwhile needs none."""
    cures = cures_of(finding)
    cure = cures[turn % len(cures)]
    return cure if press(town, finding, cure) else None


def _named(finding: Finding) -> str:
    return f"{finding.kind} {finding.subject} {finding.detail}"
