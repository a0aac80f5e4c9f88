"""Serve a real company: the newest schema, the sidecar with its worker, and the dashboard."""

from collections.abc import Callable

from billing_core import bootstrap
from billing_core.cli.migrating import MigrationWords
from billing_core.database import migrate
from billing_core.home import BOOKS
from billing_core.processes import Program, Together, require_port
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import Settings

LOGS = BOOKS / "logs"


def serve_company(say: Callable[[str], None]) -> None:
    """Runs the programs until it is asked to stop.

    Raises Refusal: "gateway_address", "keys_missing", "demo_setting", "open_door",
    "weak_secret", "plain_address", "port_taken",
    "program_ended".
    """
    settings = Settings()
    bootstrap.refuse_bad_gateway_address(settings)
    _require_real_settings(settings)
    bootstrap.refuse_open_door(settings)
    bootstrap.refuse_weak_settings(settings)
    require_port(settings.sidecar_port, settings.sidecar_host, "BILLING_SIDECAR_PORT")
    require_port(settings.dashboard_port, settings.dashboard_host, "BILLING_DASHBOARD_PORT")
    migrate(settings.database_url, told=MigrationWords(say))
    sidecar_url = f"http://{settings.sidecar_host}:{settings.sidecar_port}"
    dashboard_url = f"http://{settings.dashboard_host}:{settings.dashboard_port}"
    with Together(LOGS, settings.log_rotation) as together:
        together.start(
            Program("sidecar", ["billing_core", "sidecar"], f"{sidecar_url}/healthz", {})
        )
        together.start(
            Program("dashboard", ["billing_core", "dashboard"], f"{dashboard_url}/healthz", {})
        )
        together.wait_until_ready()
        say(f"대시보드 · dashboard    {dashboard_url}")
        say(f"결제 알림 · notices     {sidecar_url}/webhooks/iamport")
        say(f"기록     · logs         {LOGS}")
        say("종료하려면 Ctrl-C · Ctrl-C stops it")
        together.watch(say)


def _require_real_settings(settings: Settings) -> None:
    if settings.demo:
        raise Refusal(RefusalCode.DEMO_SETTING)
    keys = {
        "BILLING_IMP_KEY": settings.imp_key,
        "BILLING_IMP_SECRET": settings.imp_secret.get_secret_value(),
    }
    missing = ", ".join(name for name, value in keys.items() if not value)
    if missing:
        raise Refusal(RefusalCode.KEYS_MISSING, missing=missing)
