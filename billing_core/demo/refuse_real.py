"""The demo never runs beside real keys, a real book or the real gateway."""

from urllib.parse import urlsplit

from billing_core.bootstrap import refuse_bad_gateway_address
from billing_core.rules.loopback import is_loopback
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import Settings


def refuse_real(settings: Settings, *, demo_url: str) -> None:
    """Refuses to run beside anything real; `settings` as the environment and `.env` have them.

    Raises Refusal: "gateway_address", "demo_beside_real".
    """
    refuse_bad_gateway_address(settings)
    found = [
        ("BILLING_IMP_KEY", bool(settings.imp_key)),
        ("BILLING_IMP_SECRET", bool(settings.imp_secret.get_secret_value())),
        ("BILLING_DATABASE_URL", _said(settings, "database_url") not in ("", demo_url)),
        ("BILLING_GATEWAY_URL", not _nobody_real(_said(settings, "gateway_url"))),
    ]
    names = ", ".join(name for name, is_real in found if is_real)
    if names:
        raise Refusal(RefusalCode.DEMO_BESIDE_REAL, names=names)


def refuse_outside_demo(settings: Settings) -> None:
    """Of a part of the demo that believes whoever comes to be any member: it runs on the demo's own
    settings alone. Raises Refusal "demo_beside_real"."""
    found = [
        ("BILLING_DEMO", not settings.demo),
        ("BILLING_GATEWAY_URL", not _nobody_real(settings.gateway_url)),
    ]
    names = ", ".join(name for name, is_real in found if is_real)
    if names:
        raise Refusal(RefusalCode.DEMO_BESIDE_REAL, names=names)


def _said(settings: Settings, name: str) -> str:
    """What somebody set it to; empty when it was left out."""
    return str(getattr(settings, name)) if name in settings.model_fields_set else ""


def _nobody_real(gateway_url: str) -> bool:
    return not gateway_url or is_loopback(urlsplit(gateway_url).hostname or "")
