"""The sidecar as it runs, with one address more that reads a notice and answers a constant.

Usage: python -m tests.parts.load_door
"""

from __future__ import annotations

from fastapi import Request

from billing_core.bootstrap import assemble
from billing_core.processes import interrupt_on_sigterm
from billing_core.sidecar.app import create_app
from billing_core.sidecar.iamport_webhook import Stored
from billing_core.sidecar.serve import GRACE_SECONDS
from billing_core.web_server import run_door
from billing_core.worker import Worker

CONSTANT = "/constant"


def main() -> None:
    interrupt_on_sigterm()
    system = assemble()
    settings = system.settings
    app = create_app(system, Worker(system) if settings.worker_inside else None)

    @app.post(CONSTANT)
    async def constant(request: Request) -> Stored:
        await request.body()
        return Stored()

    run_door(
        app,
        settings.door_limits,
        host=settings.sidecar_host,
        port=settings.sidecar_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
