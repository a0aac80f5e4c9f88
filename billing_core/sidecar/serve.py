"""Open the web door on this machine, with the worker inside unless it runs by itself."""

from __future__ import annotations

import uvicorn

from billing_core.sidecar.app import create_app
from billing_core.system import System
from billing_core.worker import Worker

GRACE_SECONDS = 10


def serve(system: System) -> None:
    """Runs until the process is asked to stop: requests and the step in hand are finished first.

    After SIGINT it returns. SIGTERM then ends the process, as does a port that is taken
    (with a message and an exit code other than 0).
    """
    settings = system.settings
    app = create_app(system, Worker(system) if settings.worker_inside else None)
    uvicorn.run(
        app,
        host=settings.sidecar_host,
        port=settings.sidecar_port,
        log_level="warning",
        access_log=False,  # a path holds a member's id
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
