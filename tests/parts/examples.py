"""Hypothesis: how it looks for counter-examples in this house, and how long.

An example that writes lives into a book costs as much as a story. The suite draws a fifth of those
that such a test names (`of_a_book`), other ones at every run; `make prove` five times as many.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import is_hypothesis_test, settings

IN_THE_SUITE, IN_THE_PROOFS = Fraction(1, 5), Fraction(5)
BOOKS = {"database", "fresh_sqlite"}
_share = [IN_THE_SUITE]


def choose_profile(*, quick: bool, proofs: bool) -> None:
    """Loads a profile, before any test is read: a test takes what it does not say itself from it.

    No example has a deadline: a machine that is busy elsewhere is no counter-example.
    """
    settings.register_profile("desk", deadline=None)
    settings.register_profile("quick", settings.get_profile("desk"), max_examples=20)
    settings.load_profile("quick" if quick else "desk")
    _share[:] = [IN_THE_PROOFS if proofs else IN_THE_SUITE]


def of_a_book(examples: int) -> int:
    """As many as this run draws of examples that are written into a book."""
    return max(2, round(examples * _share[0]))


def drawn_into_a_book(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What `make prove` draws again at length."""
    return [
        item
        for item in items
        if not BOOKS.isdisjoint(getattr(item, "fixturenames", ()))
        and is_hypothesis_test(getattr(item, "obj", None))
    ]
