"""The endpoints about payments: look-ups, the charge, the refund."""

from collections.abc import Sequence

from billing_core.gateway.call import Call, Kind
from billing_core.gateway.errors import InvalidRequest
from billing_core.gateway.identifiers import checked_imp_uid, checked_merchant_uid, segment
from billing_core.gateway.sale import Sale, charge_ids
from billing_core.rules.failure import FailureCode, failure

ROWS_PER_PAGE = 1000  # the most the gateway gives; its default is 20

# Oldest first by the clock of that status: what happens meanwhile is appended.
IN_ORDER = {"paid": "paid", "cancelled": "updated", "failed": "updated"}


def payment(imp_uid: str) -> Call:
    return Call(
        "payment",
        Kind.READ,
        "GET",
        f"/payments/{segment(imp_uid)}",
        ids={"imp_uid": imp_uid},
        query=(("include_sandbox", "true"),),  # otherwise a test payment looks like none
    )


def payments(imp_uids: Sequence[str]) -> Call:
    return Call(
        "payments",
        Kind.READ,
        "GET",
        "/payments",
        ids={"imp_uid": f"{imp_uids[0]} and {len(imp_uids) - 1} more"},
        query=tuple(("imp_uid[]", imp_uid) for imp_uid in imp_uids),
    )


def find_all_payments(merchant_uid: str) -> Call:
    name = checked_merchant_uid("find_all_payments", merchant_uid)
    return Call(
        "find_all_payments",
        Kind.READ,
        "GET",
        f"/payments/findAll/{segment(name)}",
        ids={"merchant_uid": name},
        query=(("sorting", "started"), ("limit", ROWS_PER_PAGE)),
    )


def payments_by_status(status: str, start: int, end: int) -> Call:
    """The call for the payments of [start, end), unix seconds: the gateway's `to` is inclusive."""
    return Call(
        "payments_by_status",
        Kind.READ,
        "GET",
        f"/payments/status/{status}",
        query=(
            ("from", start),
            ("to", end - 1),
            ("sorting", IN_ORDER.get(status, "started")),
            ("limit", ROWS_PER_PAGE),
        ),
    )


def charge(customer_uid: str, merchant_uid: str, sale: Sale) -> Call:
    ids = charge_ids("charge", customer_uid, merchant_uid)
    body = {**ids, **sale.body("charge", ids)}
    return Call("charge", Kind.MONEY, "POST", "/subscribe/payments/again", ids=ids, body=body)


def prepare(merchant_uid: str, amount: int) -> Call:
    name = checked_merchant_uid("prepare", merchant_uid)
    body = {"merchant_uid": name, "amount": amount}
    ids = {"merchant_uid": name}
    return Call("prepare", Kind.ACT, "POST", "/payments/prepare", ids=ids, body=body)


def refund(imp_uid: str, amount: int, remaining: int, reason: str) -> Call:
    ids = {"imp_uid": checked_imp_uid("refund", imp_uid)}
    if amount <= 0:  # 0 would refund everything
        raise InvalidRequest(failure(FailureCode.NO_REFUND), operation="refund", ids=ids)
    if amount > remaining:
        problem = failure(FailureCode.MORE_THAN_LEFT, amount=amount, left=remaining)
        raise InvalidRequest(problem, operation="refund", ids=ids)
    body = {"imp_uid": imp_uid, "amount": amount, "checksum": remaining, "reason": reason}
    return Call("refund", Kind.MONEY, "POST", "/payments/cancel", ids=ids, body=body)
