"""What is refused, by what a person reads of it in Korean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from billing_core.history.cells import BadCell
from billing_core.rules.refusal import Refusal
from billing_core.wording.file_flaws import flaw_said
from billing_core.wording.refusals import refusal_said

Refused = TypeVar("Refused", bound=Refusal)


@contextmanager
def refused_saying(sentence: str) -> Iterator[None]:
    """A cell; the sentence has this part."""
    with pytest.raises(BadCell) as bad:
        yield
    assert sentence in flaw_said(bad.value.flaw)


@contextmanager
def import_refused_saying(
    sentence: str, kind: type[Refused]
) -> Iterator[pytest.ExceptionInfo[Refused]]:
    with pytest.raises(kind) as refused:
        yield refused
    assert sentence in refusal_said(refused.value)
