"""The endpoints under `/subscribe/customers`: billing keys, and what was paid with them."""

from billing_core.gateway.call import Call, Kind
from billing_core.gateway.errors import Refused
from billing_core.gateway.identifiers import checked_customer_uid, segment


def customer(customer_uid: str) -> Call:
    return _customer("customer", Kind.READ, "GET", customer_uid)


def payments_of_customer(customer_uid: str) -> Call:
    return _customer("payments_of_customer", Kind.READ, "GET", customer_uid, "/payments")


def delete_customer(customer_uid: str, reason: str) -> Call:
    call = _customer("delete_customer", Kind.ACT, "DELETE", customer_uid)
    return call.with_query(reason=reason[:200]) if reason else call


def says_unknown(error: Refused) -> bool:
    """Whether it means an unknown billing key: seen as 404 and as HTTP 200 with code 1."""
    return error.http_status == 200 and error.code == 1


def _customer(operation: str, kind: Kind, method: str, customer_uid: str, tail: str = "") -> Call:
    uid = checked_customer_uid(operation, customer_uid)
    path = f"/subscribe/customers/{segment(uid)}{tail}"
    return Call(operation, kind, method, path, ids={"customer_uid": uid})
