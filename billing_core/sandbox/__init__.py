"""A faithful fake Iamport (PortOne) V1 gateway with its own book, clock and test cards.

It imports nothing of the rest of this project, so any project can use it: as a server
(`python -m billing_core.sandbox`), or in-process behind an httpx client. See docs/sandbox.md.
"""

from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome, UnknownCardError
from billing_core.sandbox.clock import ClockMovedBackwardsError, SandboxClock
from billing_core.sandbox.control import SandboxControl, SandboxError, Stats
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.notice import Notice, Sender, UndeliveredError
from billing_core.sandbox.remote import SandboxRemote
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.transport import SandboxTransport

__all__ = [
    "APPROVED_CARD",
    "CardOutcome",
    "ClockMovedBackwardsError",
    "Fault",
    "FaultKind",
    "Notice",
    "Sandbox",
    "SandboxClock",
    "SandboxControl",
    "SandboxError",
    "SandboxRemote",
    "SandboxSettings",
    "SandboxTransport",
    "Sender",
    "Stats",
    "UndeliveredError",
    "UnknownCardError",
]
