"""A consent text never changes under its version."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from billing_core.rules.checkout import CheckoutKind, first_offer
from billing_core.wording.consent_texts import (
    CONSENTS,
    consent_blanks,
    consent_text,
    consent_version,
    cycle_said,
)

# Whoever changes a text gives it a new version, and adds a line here.
KNOWN = {
    ("join-2026-11", "ko"): "2b7195f713964397",
    ("join-2026-11", "en"): "21321c0b94c0a2a0",
    ("cycle-2026-11", "ko"): "dcb851d111cc69fb",
    ("cycle-2026-11", "en"): "9bf88f4056405d30",
    ("card-2026-11", "ko"): "657434707270f871",
    ("card-2026-11", "en"): "24fd8b503ed220f2",
}


def fingerprints() -> dict[tuple[str, str], str]:
    return {
        (consent_version(kind), language): sha256(consent_text(kind, place).encode()).hexdigest()[
            :16
        ]
        for kind in CONSENTS
        for place, language in enumerate(("ko", "en"))
    }


def test_a_text_that_changes_has_a_new_version() -> None:
    assert fingerprints().items() <= KNOWN.items()


@pytest.mark.parametrize("kind", CheckoutKind)
@pytest.mark.parametrize("place", [0, 1])
def test_each_says_sum_renewal_and_how_to_stop(kind: CheckoutKind, place: int) -> None:
    offer = first_offer("p", "멤버십", 290_000, 12, datetime(2026, 1, 31, 1, 0, tzinfo=UTC))

    said = consent_text(kind, place).format(**consent_blanks(offer, place))

    assert "290,000" in said
    assert ("매년", "every year")[place] in said
    assert ("언제든지 해지", "cancel at any time")[place] in said


def test_cycles_are_said_as_people_say_them() -> None:
    assert [cycle_said(months, 0) for months in (1, 3, 12)] == ["매월", "3개월마다", "매년"]
