"""Sign a message as a Standard Webhook, so that the app can use a ready-made verifier."""

import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from billing_core.models import OutboxMessage
from billing_core.rules.undelivered import Undelivered
from billing_core.settings import Settings


class NotConfigured(Exception):
    """The app's address or the signing key is missing: nothing can be delivered yet."""

    def __init__(self, why: Undelivered) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SignedMessage:
    """A message ready to be sent; `body` is exactly what was signed."""

    body: bytes
    headers: dict[str, str]


def signers(settings: Settings) -> tuple[Webhook, ...]:
    """A signer for each secret that the company's app may know: two while it changes from one to
    the other. Raises NotConfigured."""
    if not settings.app_url:
        raise NotConfigured(Undelivered.NO_ADDRESS)
    return webhooks_of(settings)


def webhooks_of(settings: Settings) -> tuple[Webhook, ...]:
    """The signers alone, for another address of the company's. Raises NotConfigured."""
    before = settings.app_secret_before.get_secret_value()
    secrets = (settings.app_secret.get_secret_value(), *([before] if before else []))
    try:
        return tuple(Webhook(secret) for secret in secrets)
    except EmptyWebhookSecretError:
        raise NotConfigured(Undelivered.NO_SIGNING_KEY) from None
    except (binascii.Error, ValueError):
        raise NotConfigured(Undelivered.BAD_SIGNING_KEY) from None


def sign(
    webhooks: Sequence[Webhook], message: OutboxMessage, app_id: str, now: datetime
) -> SignedMessage:
    """Sign a message for the member `app_id`, as the app calls them: once with each secret, and a
    receiver is content with one of the signatures. `now` is the instant of this attempt; the
    `timestamp` inside is when the change happened."""
    body = json.dumps(
        {
            "type": message.type,
            "timestamp": message.created_at.isoformat(),
            "data": {"member_id": app_id} | message.payload,
        }
    )
    return SignedMessage(
        body.encode(),
        {
            "content-type": "application/json",
            "user-agent": "billing-desk",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(each.sign(message.id, now, body) for each in webhooks),
        },
    )
