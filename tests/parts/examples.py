"""Hypothesis profiles: how it looks for counter-examples in this house."""

from __future__ import annotations

from hypothesis import settings


def choose_profile(*, quick: bool) -> None:
    """Loads a profile, before any test is read: a test takes what it does not say itself from it.

    No example has a deadline: a machine that is busy elsewhere is no counter-example.
    """
    settings.register_profile("desk", deadline=None)
    settings.register_profile("quick", settings.get_profile("desk"), max_examples=20)
    settings.load_profile("quick" if quick else "desk")
