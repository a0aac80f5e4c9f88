"""Composition root: settings → the assembled system; only here can the sandbox be plugged in."""

import os
import secrets
import string
from base64 import b64decode
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

import httpx

from billing_core.clock import Clock, SystemClock
from billing_core.database import Database, mend_book, migrate
from billing_core.demo_clock import DemoClock
from billing_core.gateway import Iamport
from billing_core.gateway.transport import web_address
from billing_core.notices.channels import tells_members
from billing_core.oidc.provider import OidcProvider
from billing_core.roll_ups.rebuild import keep_roll_ups
from billing_core.rules.loopback import is_loopback
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import Settings
from billing_core.system import System

APP_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
LEAST_SECRET, LEAST_SIGNS = 16, 6
_ANYBODY = ("*", "0.0.0.0/0", "::/0")
_ALPHABET = string.ascii_lowercase + string.digits


def assemble(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    wall_clock: Clock | None = None,
    gateway_transport: httpx.BaseTransport | None = None,
    app_transport: httpx.BaseTransport | None = None,
    new_id: Callable[[], str] | None = None,
    durable: bool = True,
) -> System:
    """Migrates the book and puts the parts together. Raises Refusal when settings contradict.

    The keywords are for the demo's fast fill and for tests: a held clock, a gateway or an
    app within this process, names that come out the same every time, a book without fsync.
    """
    settings = settings or Settings()
    refuse_bad_gateway_address(settings)
    if settings.demo:
        refuse_real_gateway_in_demo(settings)
    migrate(settings.database_url)
    mend_book(settings.database_url)
    database = Database(settings.database_url, durable=durable)
    database.tells_members = tells_members(settings)
    keep_roll_ups(database, settings.grace_days)
    clock = clock or (DemoClock(database) if settings.demo else SystemClock())
    wall_clock = wall_clock or SystemClock()
    gateway = Iamport(
        base_url=settings.gateway_url,
        imp_key=settings.imp_key,
        imp_secret=settings.imp_secret.get_secret_value(),
        clock=clock,
        transport=gateway_transport,
    )
    return System(
        settings=settings,
        clock=clock,
        wall_clock=wall_clock,
        database=database,
        gateway=gateway,
        app_http=httpx.Client(transport=app_transport, timeout=APP_TIMEOUT),
        new_id=new_id or random_id,
        oidc=_oidc(settings, wall_clock),
    )


def _oidc(settings: Settings, wall_clock: Clock) -> OidcProvider | None:
    if not settings.oidc_issuer:
        return None
    return OidcProvider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        clock=wall_clock,
    )


def random_id() -> str:
    """12 lower-case letters and digits that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def seeded_ids(seed: int) -> Callable[[], str]:
    """A source of ids from a seed: the same in the same order, for the demo and for tests."""
    random = Random(seed)  # noqa: S311 - not a secret
    return lambda: "".join(random.choice(_ALPHABET) for _ in range(12))


def refuse_bad_gateway_address(settings: Settings) -> None:
    try:
        web_address(settings.gateway_url)
    except ValueError as error:
        raise Refusal(RefusalCode.GATEWAY_ADDRESS, gateway=settings.gateway_url) from error


def refuse_real_gateway_in_demo(settings: Settings) -> None:
    if not is_loopback(urlsplit(settings.gateway_url).hostname or ""):
        raise Refusal(RefusalCode.DEMO_WITH_REAL_GATEWAY, gateway=settings.gateway_url)


def refuse_open_door(settings: Settings) -> None:
    """Other machines see the dashboard only through TLS, and only under its own name."""
    has_tls = settings.dashboard_url.lower().startswith("https://")
    if not is_loopback(settings.dashboard_host) and not has_tls:
        raise Refusal(RefusalCode.OPEN_DOOR, host=settings.dashboard_host)


def refuse_weak_settings(settings: Settings) -> None:
    """Secrets that can be guessed, and addresses that anybody on the way could read, are refused
    before a program begins, and so is half an account of the company's.

    Raises Refusal: "gateway_address", "weak_secret", "plain_address", "oidc_incomplete",
    "forwarded_anybody".
    """
    refuse_bad_gateway_address(settings)
    _refuse_anybodys_word()
    for name, secret in (
        ("BILLING_API_KEY", settings.api_key),
        ("BILLING_SEAL_KEY", settings.seal_key),
        ("BILLING_BACKUP_KEY", settings.backup_key),
    ):
        given = secret.get_secret_value()
        if given and (len(given) < LEAST_SECRET or len(set(given)) < LEAST_SIGNS):
            raise Refusal(RefusalCode.WEAK_SECRET, name=name, least=LEAST_SECRET)
    for name, secret in (
        ("BILLING_APP_SECRET", settings.app_secret),
        ("BILLING_APP_SECRET_BEFORE", settings.app_secret_before),
    ):
        if not _is_webhook_secret(secret.get_secret_value()):
            raise Refusal(RefusalCode.WEAK_SECRET_APP, name=name)
    for name, url in (
        ("BILLING_GATEWAY_URL", settings.gateway_url),
        ("BILLING_DASHBOARD_URL", settings.dashboard_url),
        ("BILLING_PORTAL_URL", settings.portal_url),
        ("BILLING_APP_URL", settings.app_url),
        ("BILLING_NOTICE_URL", settings.notice_url),
        ("BILLING_SCRIPT_URL", settings.script_url),
        ("BILLING_OIDC_ISSUER", settings.oidc_issuer),
        ("BILLING_NOTICE_SENDER_URL", settings.notice_sender_url),
        ("BILLING_SLACK_WEBHOOK_URL", settings.slack_webhook_url.get_secret_value()),
    ):
        if url and not _is_private(url):
            raise Refusal(RefusalCode.PLAIN_ADDRESS, name=name)
    if settings.smtp_security == "none" and not is_loopback(settings.smtp_host or "localhost"):
        raise Refusal(RefusalCode.PLAIN_MAIL, host=settings.smtp_host)
    if settings.smtp_host and "@" not in settings.mail_from:
        raise Refusal(RefusalCode.MAIL_FROM_MISSING)
    for name, given in (
        ("BILLING_OIDC_CLIENT_ID", settings.oidc_client_id),
        ("BILLING_OIDC_CLIENT_SECRET", settings.oidc_client_secret.get_secret_value()),
    ):
        if settings.oidc_issuer and not given:
            raise Refusal(RefusalCode.OIDC_INCOMPLETE, name=name)


def _refuse_anybodys_word() -> None:
    """uvicorn reads by itself whose word about a browser's address it takes."""
    for named in os.environ.get("FORWARDED_ALLOW_IPS", "").split(","):
        if named.strip() in _ANYBODY:
            raise Refusal(RefusalCode.FORWARDED_ANYBODY, named=named.strip())


def _is_private(url: str) -> bool:
    """What is sent there nobody on the way can read: it goes through TLS, or never leaves this
    machine. An address that is none is not."""
    try:
        asked = urlsplit(url)
    except ValueError:
        return False
    return asked.scheme == "https" or is_loopback(asked.hostname or "")


def _is_webhook_secret(secret: str) -> bool:
    """As Standard Webhooks want it: `whsec_` and the base64 of 24 to 64 bytes; or none at all."""
    if not secret:
        return True
    try:
        raw = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        return False
    return secret.startswith("whsec_") and 24 <= len(raw) <= 64
