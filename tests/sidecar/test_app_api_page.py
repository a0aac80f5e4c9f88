"""The page for the company's engineers says what is there, and its Python really verifies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr
from standardwebhooks.webhooks import WebhookVerificationError

from billing_core.clock import HeldClock, SystemClock
from billing_core.models import OutboxMessage
from billing_core.outbox.sign import sign, signers
from billing_core.portal.signed_return import signed_return
from billing_core.rules.checkout import CheckoutResult
from billing_core.sidecar import create_app
from billing_core.sidecar.answers import BillingStateAnswer
from billing_core.sidecar.errors import STATUS
from billing_core.sidecar.notices import PermissionNotice
from tests.parts.quiet_system import APP_SECRET, quiet_system

PAGE = (Path(__file__).parents[2] / "docs" / "app-api.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def python_with(words: str) -> str:
    [block] = [one for one in blocks("python") if words in one]
    return block


def test_the_pages_python_believes_our_way_back_and_nobody_elses(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    page: dict[str, Any] = {}
    exec(python_with("def came_back"), page)
    with quiet_system(sqlite_url, held_clock, app_secret_before=SecretStr(APP_SECRET)) as system:
        settings = system.settings
    address = signed_return(
        settings,
        "https://app.example/?m=7",
        "abc",
        CheckoutResult.PAID,
        SystemClock().now(),
    )
    query = dict(parse_qsl(urlsplit(address).query))

    assert page["came_back"](APP_SECRET, query) == "paid"
    for forged in ({"result": "card_registered"}, {"checkout": "abd"}, {"at": "1700000000"}):
        with pytest.raises(ValueError, match="signed"):
            page["came_back"](APP_SECRET, {**query, **forged})
    old = signed_return(
        settings, "https://app.example/", "abc", CheckoutResult.PAID, held_clock.now()
    )
    with pytest.raises(ValueError, match="old"):
        page["came_back"](APP_SECRET, dict(parse_qsl(urlsplit(old).query)))


def test_every_call_and_every_code_is_on_the_page(sqlite_url: str, held_clock: HeldClock) -> None:
    with quiet_system(sqlite_url, held_clock) as system:
        paths: dict[str, dict[str, Any]] = create_app(system).openapi()["paths"]
    calls = [f"{verb.upper()} {path}" for path in paths for verb in paths[path]]
    assert [call for call in calls if "/v1/" in call and call not in PAGE] == []
    codes = [code for code in STATUS if not code.startswith("webhook_") and code != "not_allowed"]
    assert [code for code in codes if f"`{code}`" not in PAGE] == []


def test_the_examples_have_the_shapes_that_are_sent() -> None:
    billing, notice = blocks("json")[:2]
    assert BillingStateAnswer.model_validate_json(billing).permission == "paid"
    assert PermissionNotice.model_validate_json(notice).data.cause == "paid"


def test_the_pages_python_believes_us_and_nobody_else(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    page: dict[str, Any] = {}
    exec(python_with("def read_notice"), page)
    message = OutboxMessage(
        id="msg_1",
        type="member.permission.changed",
        payload={"permission": "free"},
        created_at=held_clock.now(),
    )
    with quiet_system(sqlite_url, held_clock, app_url="http://app.example/") as system:
        signed = sign(signers(system.settings), message, "회원 7", SystemClock().now())
    assert page["read_notice"](APP_SECRET, signed.body, signed.headers) == ("회원 7", "free")
    with pytest.raises(WebhookVerificationError):
        page["read_notice"](APP_SECRET, signed.body.replace(b"free", b"paid"), signed.headers)
