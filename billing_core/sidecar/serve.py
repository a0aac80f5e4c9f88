"""Open the web door on this machine, with the worker inside unless it runs by itself."""

from __future__ import annotations

from billing_core.sidecar.app import create_app
from billing_core.system import System
from billing_core.web_server import run_door
from billing_core.worker import Worker

GRACE_SECONDS = 10


def serve(system: System) -> None:
    """As `run_door`: requests and the step in hand are finished first."""
    settings = system.settings
    app = create_app(system, Worker(system) if settings.worker_inside else None)
    run_door(
        app,
        settings.door_limits,
        host=settings.sidecar_host,
        port=settings.sidecar_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
