"""Serve a real company: the newest schema, the sidecar with its worker, and the dashboard."""

from __future__ import annotations

from collections.abc import Callable

from billing_core.bootstrap import refuse_bad_gateway_address
from billing_core.database import migrate
from billing_core.home import BOOKS
from billing_core.processes import Program, Together, require_port
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings

LOGS = BOOKS / "logs"


def serve_company(say: Callable[[str], None]) -> None:
    """Returns when it is asked to stop.

    Raises Refusal: "gateway_address", "keys_missing", "demo_setting", "port_taken", "program_ended".
    """
    settings = Settings()
    refuse_bad_gateway_address(settings)
    _require_real_settings(settings)
    require_port(settings.sidecar_port, settings.host, "BILLING_SIDECAR_PORT")
    require_port(settings.dashboard_port, settings.host, "BILLING_DASHBOARD_PORT")
    migrate(settings.database_url)
    sidecar_url = f"http://{settings.host}:{settings.sidecar_port}"
    dashboard_url = f"http://{settings.host}:{settings.dashboard_port}"
    with Together(LOGS) as together:
        together.start(Program("sidecar", ["billing_core", "sidecar"], f"{sidecar_url}/readyz", {}))
        together.start(
            Program(
                "dashboard", ["billing_core", "dashboard"], f"{dashboard_url}/_stcore/health", {}
            )
        )
        together.wait_until_ready()
        say(f"대시보드 · dashboard    {dashboard_url}")
        say(f"웹훅     · webhooks     {sidecar_url}/webhooks/iamport")
        say(f"기록     · logs         {LOGS}")
        say("종료하려면 Ctrl-C · Ctrl-C stops it")
        together.watch()


def _require_real_settings(settings: Settings) -> None:
    if settings.demo:
        raise Refusal(
            "demo_setting",
            "BILLING_DEMO가 켜져 있습니다. 지우고 다시 시작하거나, 데모는 demo 명령으로 시작해 주세요.",
        )
    keys = {
        "BILLING_IMP_KEY": settings.imp_key,
        "BILLING_IMP_SECRET": settings.imp_secret.get_secret_value(),
    }
    missing = ", ".join(name for name, value in keys.items() if not value)
    if missing:
        raise Refusal(
            "keys_missing",
            f"아임포트 API 키({missing})가 없습니다. .env.example을 .env로 복사해 채워 주세요. · "
            f"{missing} is missing: copy .env.example to .env and fill it in.",
        )
