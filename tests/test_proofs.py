"""What the suite shortens, `make prove` tells at length: nothing is shortened in both."""

from __future__ import annotations

import importlib
from inspect import signature
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

from tests.parts import examples
from tests.parts.examples import IN_THE_PROOFS, IN_THE_SUITE, of_a_book

TESTS = Path(__file__).parent
FILES = sorted(
    path.relative_to(TESTS.parent).with_suffix("").as_posix().replace("/", ".")
    for path in TESTS.glob("*/test_*.py")
    if "=of_a_book(" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("file", FILES)
def test_every_test_of_fewer_examples_is_drawn_again(file: str) -> None:
    drawn = [one for one in vars(importlib.import_module(file)).values() if is_hypothesis_test(one)]
    assert drawn
    for one in drawn:
        assert examples.BOOKS & signature(one).parameters.keys(), one


def test_a_fifth_in_the_suite_and_five_times_as_many_in_the_proofs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for share, drawn in ((IN_THE_SUITE, 4), (IN_THE_PROOFS, 100)):
        monkeypatch.setattr(examples, "_share", [share])
        assert of_a_book(20) == drawn
