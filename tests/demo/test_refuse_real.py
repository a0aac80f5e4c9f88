"""The demo never starts beside anything real."""

from __future__ import annotations

import pytest

from billing_core.demo import serve_company
from billing_core.demo.refuse_real import refuse_real
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings
from billing_core.wording.languages import ENGLISH
from billing_core.wording.refusals import refusal_said

DEMO_URL = "sqlite:///data/demo.db"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BILLING_IMP_KEY", "imp12345678"),
        ("BILLING_IMP_SECRET", "s3cret"),
        ("BILLING_DATABASE_URL", "postgresql://desk@db.example/billing"),
        ("BILLING_GATEWAY_URL", "https://api.iamport.kr"),
    ],
)
def test_the_sentence_names_the_variable_to_unset(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(Refusal, match="demo_beside_real") as refused:
        refuse_real(Settings(), demo_url=DEMO_URL)
    assert f"unset {variable}" in refusal_said(refused.value, ENGLISH)


def test_a_copied_example_with_empty_keys_is_nothing_real(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BILLING_IMP_KEY", "")
    monkeypatch.setenv("BILLING_DATABASE_URL", DEMO_URL)
    monkeypatch.setenv("BILLING_GATEWAY_URL", "http://127.0.0.1:8600")

    refuse_real(Settings(), demo_url=DEMO_URL)


def test_the_company_app_that_believes_everybody_runs_in_the_demo_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("uvicorn.run", lambda *_app, **_more: pytest.fail("served"))

    with pytest.raises(Refusal, match="demo_beside_real") as refused:
        serve_company.main(0)

    assert refused.value.facts["names"] == "BILLING_DEMO, BILLING_GATEWAY_URL"
