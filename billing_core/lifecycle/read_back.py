"""Read back what the gateway says it has charged: an answer alone buys no time."""

from billing_core.gateway import GatewayError, OutcomeUnknown
from billing_core.rules.payment import Payment
from billing_core.system import System


def read_back(system: System, said: Payment) -> Payment:
    """The payment as it stands in the gateway's book. Raises OutcomeUnknown where it does not, or
    cannot be read just now."""
    try:
        return system.gateway.payment(said.imp_uid)
    except GatewayError as error:
        raise OutcomeUnknown(
            f"said to be {said.status}, and not read back", operation="charge", ids=error.ids
        ) from error
