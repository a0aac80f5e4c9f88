"""Take one booking back from the gateway, and believe it only after reading it back."""

from billing_core.gateway import NotFound
from billing_core.jobs import enqueue
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.models import Charge, JobKind
from billing_core.rules.booking import BookingStatus
from billing_core.system import System


def withdraw_booking(system: System, charge: Charge) -> bool:
    """Revoke and read back: True when the gateway says it is revoked. False when it ran first or is
    gone: then the charge is read again before anything else is decided.

    The caller has committed `revoke_asked_at`: a revocation found later is our own.
    """
    system.gateway.revoke(charge.customer_uid, [charge.merchant_uid])
    try:
        found = system.gateway.booking(charge.merchant_uid)
    except NotFound:
        found = None
    now = system.clock.now()
    with system.database.writing() as session:
        if found is not None and found.status is BookingStatus.REVOKED:
            mark_revoked(session, charge.merchant_uid, now)
            return True
        enqueue(session, JobKind.RESOLVE, charge.merchant_uid, now)
    return False
