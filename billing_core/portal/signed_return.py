"""The way back to the company's own app, with what became of the checkout, signed.

The signature is that of a Standard Webhook over `{checkout}.{at}.{result}`, so the app checks it
with the secret and the library that it has for our notices. It says that the member was here and
how the page ended, never that money moved: the app reads the billing state.
"""

from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from billing_core.rules.checkout import CheckoutResult
from billing_core.settings import Settings


def signed_return(
    settings: Settings, return_url: str, checkout_id: str, result: CheckoutResult, now: datetime
) -> str:
    """`return_url` with `result`, `checkout`, `at` (unix seconds, of the real clock) and
    `signature` behind its own query; as it is where no secret is set, for an unsigned result is
    nobody's word."""
    signatures = _signatures(settings, checkout_id, result, now)
    if not signatures:
        return return_url
    said = {
        "result": str(result),
        "checkout": checkout_id,
        "at": str(int(now.timestamp())),
        "signature": " ".join(signatures),
    }
    parts = urlsplit(return_url)
    query = "&".join(filter(None, [parts.query, urlencode(said)]))
    return urlunsplit(parts._replace(query=query))


def _signatures(
    settings: Settings, checkout_id: str, result: CheckoutResult, now: datetime
) -> list[str]:
    """One for each secret that the app may know."""
    secrets = (settings.app_secret, settings.app_secret_before)
    known = [one.get_secret_value() for one in secrets if one.get_secret_value()]
    try:
        return [Webhook(one).sign(checkout_id, now, str(result)) for one in known]
    except (EmptyWebhookSecretError, ValueError):
        return []
