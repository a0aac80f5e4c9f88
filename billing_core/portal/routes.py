"""Every route of the member's side, as the sidecar serves it."""

from __future__ import annotations

from starlette.routing import BaseRoute

from billing_core.portal.cancelling import cancelling_routes
from billing_core.portal.checkout import checkout_routes
from billing_core.portal.checkout_back import checkout_back_routes
from billing_core.portal.enter import enter_routes
from billing_core.portal.home import home_routes
from billing_core.portal.lost import lost_routes
from billing_core.portal.pay_link import pay_link_routes
from billing_core.portal.refund import refund_routes
from billing_core.portal.static_files import static_route
from billing_core.portal.verifying import verifying_routes
from billing_core.system import System


def portal_routes(system: System) -> list[BaseRoute]:
    return [
        static_route(),
        *enter_routes(system),
        *checkout_routes(system),
        *checkout_back_routes(system),
        *pay_link_routes(system),
        *home_routes(system),
        *cancelling_routes(system),
        *refund_routes(system),
        *verifying_routes(system),
        *lost_routes(system),
    ]
