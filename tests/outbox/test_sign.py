"""Signatures of our notices, as the Standard Webhooks libraries of our receivers expect."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from billing_core.clock import HeldClock, SystemClock
from billing_core.demo.company_app import CompanyApp
from billing_core.models import OutboxMessage
from billing_core.outbox.sign import SignedMessage, sign, signers
from billing_core.rules.permission import Permission
from billing_core.settings import Settings
from billing_core.sidecar.notices import PermissionNotice
from tests.outbox.notices import change
from tests.parts.quiet_system import APP_SECRET, quiet_system

WHO = '=HYPERLINK("x")/회원 🐣'
KEYS = Settings(app_url="http://app.example/", app_secret=SecretStr(APP_SECRET))


@pytest.fixture
def message(sqlite_url: str, held_clock: HeldClock) -> OutboxMessage:
    """The notice of a member whose id is all that an id may be."""
    with quiet_system(sqlite_url, held_clock) as system:
        change(system, WHO, Permission.PAID)
        with system.database.reading() as session:
            return session.scalars(select(OutboxMessage)).one()


def test_a_receiver_verifies_it_with_the_ready_made_library(message: OutboxMessage) -> None:
    signed = sign(signers(KEYS), message, WHO, SystemClock().now())
    verified = Webhook(APP_SECRET).verify(signed.body, signed.headers)
    assert verified["data"]["member_id"] == WHO


def test_while_the_secret_changes_both_the_old_and_the_new_one_verify(
    message: OutboxMessage,
) -> None:
    new = "whsec_" + b64encode(b"n" * 32).decode()
    both = KEYS.model_copy(
        update={"app_secret": SecretStr(new), "app_secret_before": SecretStr(APP_SECRET)}
    )
    signed = sign(signers(both), message, WHO, SystemClock().now())
    for secret in (new, APP_SECRET):
        assert Webhook(secret).verify(signed.body, signed.headers)["data"]["member_id"] == WHO
    alone = sign(signers(KEYS), message, WHO, SystemClock().now())
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(alone.body, alone.headers)


def test_an_old_notice_played_again_is_refused_by_that_library(message: OutboxMessage) -> None:
    signed = sign(signers(KEYS), message, WHO, SystemClock().now() - timedelta(minutes=6))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(APP_SECRET).verify(signed.body, signed.headers)


def test_the_body_is_what_the_openapi_document_promises(
    message: OutboxMessage, held_clock: HeldClock
) -> None:
    signed = sign(signers(KEYS), message, WHO, held_clock.now())
    notice = PermissionNotice.model_validate_json(signed.body)
    assert (notice.data.permission, notice.data.before) == (Permission.PAID, Permission.FREE)
    assert notice.timestamp == notice.data.changed_at == held_clock.now()


def test_the_stand_in_app_believes_only_what_is_signed_now_and_with_its_key(
    message: OutboxMessage, held_clock: HeldClock, company: CompanyApp, company_url: str
) -> None:
    now = held_clock.now()
    genuine = sign(signers(KEYS), message, WHO, now)
    tampered = SignedMessage(genuine.body.replace(b"paid", b"free"), genuine.headers)
    unsigned = SignedMessage(genuine.body, {"content-type": "application/json"})
    another_key = sign([Webhook("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")], message, WHO, now)
    garbled = SignedMessage(genuine.body, {**genuine.headers, "webhook-timestamp": "9" * 30})
    stale = sign(signers(KEYS), message, WHO, now - timedelta(minutes=6))
    for forged in (tampered, unsigned, another_key, garbled, stale):
        assert post(company_url, forged) == 401
    assert company.permissions == {}
    assert post(company_url, genuine) == post(company_url, genuine) == 200
    assert company.heard == [message.id] * 2
    assert company.permissions == {WHO: "paid"}


def post(url: str, signed: SignedMessage) -> int:
    return httpx.post(url, content=signed.body, headers=signed.headers).status_code
