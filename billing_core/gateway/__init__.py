"""How we speak to Iamport: a client, the errors it raises, and nothing that leaks HTTP."""

from billing_core.gateway.errors import (
    BadAnswer,
    GatewayError,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unauthorized,
    Unavailable,
)
from billing_core.gateway.hurry import hurried
from billing_core.gateway.iamport import Iamport
from billing_core.gateway.transport import Timeouts
from billing_core.gateway.wire import worth_asking_again

__all__ = [
    "BadAnswer",
    "GatewayError",
    "Iamport",
    "InvalidRequest",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "Refused",
    "Timeouts",
    "Unauthorized",
    "Unavailable",
    "hurried",
    "worth_asking_again",
]
