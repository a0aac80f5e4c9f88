"""The names we give to charges and issuances at the gateway.

A name is deterministic and parses back, so it serves as the idempotency key: the same
attempt always has the same name, whoever computes it. Lower-case letters and digits only
and at most 40 characters, which every PG accepts.
"""

import re
from dataclasses import dataclass

ID_PATTERN = r"[0-9a-z]{12}"
CHARGE_PREFIX = "bdc"
_CHARGE = re.compile(rf"{CHARGE_PREFIX}({ID_PATTERN})p(\d{{4}})a(\d{{2}})")
_ISSUANCE = re.compile(rf"bdi({ID_PATTERN})")
_OURS = (CHARGE_PREFIX, "bdi")


@dataclass(frozen=True)
class ChargeRef:
    """`attempt` counts from 1 within one period of one subscription."""

    subscription_id: str
    period: int
    attempt: int

    @property
    def merchant_uid(self) -> str:
        return f"{CHARGE_PREFIX}{self.subscription_id}p{self.period:04d}a{self.attempt:02d}"


@dataclass(frozen=True)
class IssuanceRef:
    checkout_id: str

    @property
    def merchant_uid(self) -> str:
        return f"bdi{self.checkout_id}"


def parse_merchant_uid(text: str) -> ChargeRef | IssuanceRef | None:
    """None for a name that is not ours."""
    if not text.startswith(_OURS):
        return None
    if match := _CHARGE.fullmatch(text):
        return ChargeRef(match[1], int(match[2]), int(match[3]))
    if match := _ISSUANCE.fullmatch(text):
        return IssuanceRef(match[1])
    return None
