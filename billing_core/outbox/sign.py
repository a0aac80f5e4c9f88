"""Sign a message as a Standard Webhook, so that the app can use a ready-made verifier."""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from billing_core.models import OutboxMessage
from billing_core.settings import Settings


class NotConfigured(Exception):
    """Nothing can be delivered yet; the text is one Korean sentence that says what is missing."""


@dataclass(frozen=True)
class SignedMessage:
    """`body` is exactly what was signed."""

    body: bytes
    headers: dict[str, str]


def signer(settings: Settings) -> Webhook:
    """Raises NotConfigured."""
    if not settings.app_url:
        raise NotConfigured(
            "회사 앱의 주소(BILLING_APP_URL)가 설정되지 않아 전달하지 못하고 있습니다."
        )
    try:
        return Webhook(settings.app_secret.get_secret_value())
    except EmptyWebhookSecretError:
        raise NotConfigured(
            "서명 키(BILLING_APP_SECRET)가 설정되지 않아 전달하지 못하고 있습니다."
        ) from None
    except (binascii.Error, ValueError):
        raise NotConfigured(
            "서명 키(BILLING_APP_SECRET)가 올바르지 않아 전달하지 못하고 있습니다."
        ) from None


def sign(webhook: Webhook, message: OutboxMessage, now: datetime) -> SignedMessage:
    """`now` is the instant of this attempt; the `timestamp` inside is when the change happened."""
    body = json.dumps(
        {
            "type": message.type,
            "timestamp": message.created_at.isoformat(),
            "data": message.payload,
        }
    )
    return SignedMessage(
        body.encode(),
        {
            "content-type": "application/json",
            "user-agent": "billing-desk",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(message.id, now, body),
        },
    )
