"""The dashboard opens to other machines only under an https address of its own."""

from __future__ import annotations

import pytest

from billing_core.bootstrap import refuse_open_door
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings
from billing_core.wording.refusals import refusal_said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "desk.company.kr"])
@pytest.mark.parametrize("url", ["", "http://desk.company.kr", "desk.company.kr"])
def test_a_wide_door_without_tls_is_refused_in_one_sentence(host: str, url: str) -> None:
    settings = Settings(dashboard_host=host, dashboard_url=url)

    with pytest.raises(Refusal, match="open_door") as refused:
        refuse_open_door(settings)

    assert "BILLING_DASHBOARD_URL에 https://" in refusal_said(refused.value)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", ""), ("localhost", ""), ("::1", ""), ("0.0.0.0", "https://desk.company.kr")],
)
def test_loopback_and_tls_are_let_be(host: str, url: str) -> None:
    refuse_open_door(Settings(dashboard_host=host, dashboard_url=url))
