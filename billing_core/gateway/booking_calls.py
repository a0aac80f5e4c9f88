"""The endpoints about bookings, which the gateway calls schedules."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from billing_core.gateway import identifiers
from billing_core.gateway.call import Call, Kind
from billing_core.gateway.sale import Sale, charge_ids
from billing_core.gateway.windows import unix_seconds
from billing_core.rules.booking import BookingStatus

ROWS_PER_PAGE = 1000  # the most the gateway gives; its default is 20
SCHEDULE = "/subscribe/payments/schedule"


def booking(merchant_uid: str) -> Call:
    return _booking("booking", Kind.READ, "GET", merchant_uid)


def bookings(start: int, end: int, status: BookingStatus | None) -> Call:
    """The call for all bookings due in [start, end), unix seconds: half-open at the gateway too."""
    call = Call(
        "bookings",
        Kind.READ,
        "GET",
        SCHEDULE,
        query=(("schedule_from", start), ("schedule_to", end), ("sorting", "scheduled")),
    ).with_query(limit=ROWS_PER_PAGE)
    return call.with_query(schedule_status=status.value) if status else call


def bookings_of(customer_uid: str, start: int, end: int, status: BookingStatus | None) -> Call:
    uid = identifiers.checked_customer_uid("bookings_of", customer_uid)
    status_filter = (("schedule-status", status.value),) if status else ()
    return Call(
        "bookings_of",
        Kind.READ,
        "GET",
        f"{SCHEDULE}/customers/{identifiers.segment(uid)}",
        ids={"customer_uid": uid},
        query=(("from", start), ("to", end), *status_filter),
    )


def book(customer_uid: str, merchant_uid: str, sale: Sale, due_at: datetime) -> Call:
    ids = charge_ids("book", customer_uid, merchant_uid)
    schedule = {
        "merchant_uid": merchant_uid,
        "schedule_at": unix_seconds(due_at),
        **sale.body("book", ids),
    }
    body = {"customer_uid": customer_uid, "schedules": [schedule]}
    return Call("book", Kind.MONEY, "POST", SCHEDULE, ids=ids, body=body)


def revoke(customer_uid: str, merchant_uids: Sequence[str] | None) -> Call:
    body: dict[str, object] = {
        "customer_uid": identifiers.checked_customer_uid("revoke", customer_uid)
    }
    ids = {"customer_uid": customer_uid}
    if merchant_uids is not None:
        names = [identifiers.checked_merchant_uid("revoke", name) for name in merchant_uids]
        body["merchant_uid"] = names
        ids["merchant_uid"] = ",".join(names)
    return Call("revoke", Kind.ACT, "POST", "/subscribe/payments/unschedule", ids=ids, body=body)


def move(merchant_uid: str, due_at: datetime) -> Call:
    body = {"schedule_at": unix_seconds(due_at)}
    return _booking("move", Kind.ACT, "PUT", merchant_uid, body=body)


def _booking(
    operation: str,
    kind: Kind,
    method: str,
    merchant_uid: str,
    *,
    body: Mapping[str, object] | None = None,
) -> Call:
    name = identifiers.checked_merchant_uid(operation, merchant_uid)
    path = f"{SCHEDULE}/{identifiers.segment(name)}"
    return Call(operation, kind, method, path, ids={"merchant_uid": name}, body=body)
