"""A card (결제수단) as the gateway keeps it under a `customer_uid`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class IssuedKey:
    """What `GET /subscribe/customers/{customer_uid}` says of one billing key."""

    customer_uid: str
    card_name: str = ""
    card_number: str = ""  # masked by the gateway
    issued_at: datetime | None = None
    pg_provider: str = ""
    test_channel: bool = False
