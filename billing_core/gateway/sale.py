"""What is sold with a charge or a booking, as the gateway wants it described."""

from dataclasses import dataclass

from billing_core.gateway.errors import InvalidRequest
from billing_core.gateway.identifiers import checked_customer_uid, checked_merchant_uid
from billing_core.rules.failure import FailureCode, failure

LONGEST_NAME = 40
LONGEST_BUYER_NAME = 16


@dataclass(frozen=True)
class Sale:
    """What a charge or booking is for. `amount` is whole won; empty optional texts are not sent."""

    amount: int
    name: str
    buyer_name: str = ""
    notice_url: str = ""

    def body(self, operation: str, ids: dict[str, str]) -> dict[str, object]:
        """The request's fields. Names are cut to what the gateway takes: a statement shows them."""
        if self.amount <= 0:
            raise InvalidRequest(failure(FailureCode.NO_AMOUNT), operation=operation, ids=ids)
        if not self.name.strip():
            raise InvalidRequest(failure(FailureCode.NO_NAME), operation=operation, ids=ids)
        buyer_name = self.buyer_name[:LONGEST_BUYER_NAME]
        optional = {"buyer_name": buyer_name, "notice_url": self.notice_url}
        given = {key: value for key, value in optional.items() if value}
        return {"amount": self.amount, "name": self.name[:LONGEST_NAME], **given}


def charge_ids(operation: str, customer_uid: str, merchant_uid: str) -> dict[str, str]:
    return {
        "customer_uid": checked_customer_uid(operation, customer_uid),
        "merchant_uid": checked_merchant_uid(operation, merchant_uid),
    }
