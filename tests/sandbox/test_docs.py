"""docs/sandbox.md is for people of other projects; it must not fall behind."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from billing_core.sandbox import FaultKind, SandboxSettings
from billing_core.sandbox.cards import COMPANIES, ENDINGS
from billing_core.sandbox.control_http import CONTROLS
from billing_core.sandbox.routes import OPERATIONS, ROUTES
from billing_core.sandbox.webhooks import CAUSES

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
WORDS = [
    *(kind.value for kind in FaultKind),
    *(field.name for field in fields(SandboxSettings)),
    *(path for _, path, _ in CONTROLS),
    *COMPANIES,
    *ENDINGS,
    *(outcome.value for outcome in ENDINGS.values()),
    *OPERATIONS,
    *CAUSES,
]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_the_document_mentions(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_sandbox_serves_the_vendors_27_operations() -> None:
    """`find` and `findAll` have one optional path segment each."""
    served = {(route.method, route.template.removesuffix("/{payment_status}")) for route in ROUTES}

    assert len(served) == 27
