"""Open the web door on this machine, with the worker inside unless it runs by itself."""

from billing_core.sidecar.app import create_app
from billing_core.system import System
from billing_core.web_server import run_door
from billing_core.worker import Worker

GRACE_SECONDS = 4  # with what loops and door are given after it, less than `STOP_SECONDS`


def serve(system: System) -> None:
    """As `run_door`: requests and the steps in hand are finished first, unless somebody who is
    asked for them does not answer."""
    settings = system.settings
    app = create_app(system, Worker(system) if settings.worker_inside else None)
    run_door(
        app,
        settings.door_limits,
        host=settings.sidecar_host,
        port=settings.sidecar_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
