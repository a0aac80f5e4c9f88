"""Whoever comes back from the PG's window: the gateway is asked, whatever the browser says.

The bell and the sweep bring the same payments; settling one twice changes nothing.
"""

from collections.abc import Sequence

import structlog

from billing_core.gateway import GatewayError, hurried
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Checkout
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source
from billing_core.system import System

log = structlog.get_logger()

MOST_READ = 5  # windows of one page, the newest first: the others the sweep brings
_ENDED = (PaymentStatus.PAID, PaymentStatus.FAILED)


def read_windows(system: System, windows: Sequence[Checkout]) -> bool:
    """Read what became of windows that have registered no card so far; False when the gateway did
    not answer, and nothing was learnt."""
    for window in windows[:MOST_READ]:
        try:
            with hurried(system.settings.page_patience_seconds):
                found = system.gateway.find_all_payments(window.merchant_uid)
        except GatewayError as error:
            log.warning("window not read", checkout=window.id, error=str(error))
            return False  # the next would fare no better, and somebody waits for the page
        for payment in found:
            if payment.status in _ENDED:
                with system.database.writing() as session:
                    settle_payment(session, payment, source=Source.READ, now=system.clock.now())
    return True
