"""Validation of ids on their way into a URL or a body, because the gateway would misread them.

An empty id turns one endpoint into another, an empty `customer_uid` makes a revocation
reach further than meant, and an id that is too long may be cut, which breaks idempotency.
"""

import re
from urllib.parse import quote

from billing_core.gateway.errors import InvalidRequest
from billing_core.rules.failure import FailureCode, failure

LONGEST_MERCHANT_UID = 40
LONGEST_CUSTOMER_UID = 80
_IMP_UID = re.compile(r"[A-Za-z0-9_-]{1,80}")


def could_be_imp_uid(imp_uid: str) -> bool:
    """Whether an imp_uid could exist: they come in with unsigned webhooks, so with anything."""
    return _IMP_UID.fullmatch(imp_uid) is not None


def checked_imp_uid(operation: str, imp_uid: str) -> str:
    if not could_be_imp_uid(imp_uid):
        ids = {"imp_uid": imp_uid[:LONGEST_CUSTOMER_UID]}
        raise InvalidRequest(failure(FailureCode.NO_GATEWAY_NUMBER), operation=operation, ids=ids)
    return imp_uid


def checked_merchant_uid(operation: str, merchant_uid: str) -> str:
    ids = {"merchant_uid": merchant_uid[: LONGEST_MERCHANT_UID + 1]}
    if not _printable(merchant_uid) or len(merchant_uid) > LONGEST_MERCHANT_UID:
        problem = failure(FailureCode.ORDER_NUMBER, longest=LONGEST_MERCHANT_UID)
        raise InvalidRequest(problem, operation=operation, ids=ids)
    return merchant_uid


def checked_customer_uid(operation: str, customer_uid: str) -> str:
    ids = {"customer_uid": customer_uid[: LONGEST_CUSTOMER_UID + 1]}
    if not _printable(customer_uid) or len(customer_uid) > LONGEST_CUSTOMER_UID:
        problem = failure(FailureCode.CARD_NUMBER, longest=LONGEST_CUSTOMER_UID)
        raise InvalidRequest(problem, operation=operation, ids=ids)
    return customer_uid


def segment(text: str) -> str:
    """One percent-encoded segment of a URL's path: a slash or a question mark stays inside."""
    return quote(text, safe="")


def _printable(text: str) -> bool:
    # "." and ".." are printable, but as a path segment they climb to another endpoint.
    return text.isprintable() and text.strip() == text and text.strip(".") != ""
