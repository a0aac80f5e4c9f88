"""Every operation the sandbox serves, in one table: the vendor's payment and subscription API."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from billing_core.sandbox import customers, payments, schedule_reads
from billing_core.sandbox.charges import again, onetime
from billing_core.sandbox.prepare import change_prepared, get_prepared, prepare
from billing_core.sandbox.refunds import cancel
from billing_core.sandbox.schedules import move, reschedule, retry, schedule, unschedule
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.tokens import get_token
from billing_core.sandbox.wire import NotFoundError, WrongMethodError

Operation = Callable[[Shop, ShopCall], object]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    name: str  # what faults and statistics call it
    operation: Operation

    @cached_property
    def parts(self) -> list[str]:
        return self.template.strip("/").split("/")

    def match(self, segments: list[str]) -> dict[str, str] | None:
        if len(self.parts) != len(segments):
            return None
        path = {}
        for part, segment in zip(self.parts, segments, strict=True):
            if part[0] == "{":
                path[part[1:-1]] = unquote(segment)
            elif part != segment:
                return None
        return path


# Fixed words stand above placeholders: /payments/prepare/{...} is not the payment "prepare".
ROUTES = [
    Route("POST", "/users/getToken", "get_token", get_token),
    Route("POST", "/payments/cancel", "cancel", cancel),
    Route("POST", "/payments/prepare", "prepare", prepare),
    Route("PUT", "/payments/prepare", "change_prepared", change_prepared),
    Route("GET", "/payments/prepare/{merchant_uid}", "get_prepared", get_prepared),
    Route("GET", "/payments/status/{payment_status}", "payments_by_status", payments.by_status),
    Route("GET", "/payments/find/{merchant_uid}", "find", payments.find),
    Route("GET", "/payments/find/{merchant_uid}/{payment_status}", "find", payments.find),
    Route("GET", "/payments/findAll/{merchant_uid}", "find_all", payments.find_all),
    Route(
        "GET", "/payments/findAll/{merchant_uid}/{payment_status}", "find_all", payments.find_all
    ),
    Route("GET", "/payments", "get_payments", payments.get_payments),
    Route("GET", "/payments/{imp_uid}", "get_payment", payments.get_payment),
    Route("GET", "/payments/{imp_uid}/balance", "balance", payments.balance),
    Route("GET", "/subscribe/customers", "get_customers", customers.get_customers),
    Route("GET", "/subscribe/customers/{customer_uid}", "get_customer", customers.get_customer),
    Route(
        "POST", "/subscribe/customers/{customer_uid}", "issue_customer", customers.issue_customer
    ),
    Route(
        "DELETE",
        "/subscribe/customers/{customer_uid}",
        "delete_customer",
        customers.delete_customer,
    ),
    Route(
        "GET",
        "/subscribe/customers/{customer_uid}/payments",
        "customer_payments",
        payments.of_customer,
    ),
    Route(
        "GET",
        "/subscribe/customers/{customer_uid}/schedules",
        "customer_schedules",
        schedule_reads.schedules_of_customer,
    ),
    Route("POST", "/subscribe/payments/again", "again", again),
    Route("POST", "/subscribe/payments/onetime", "onetime", onetime),
    Route("POST", "/subscribe/payments/unschedule", "unschedule", unschedule),
    Route("POST", "/subscribe/payments/schedule", "schedule", schedule),
    Route(
        "GET", "/subscribe/payments/schedule", "get_schedules", schedule_reads.schedules_in_window
    ),
    Route(
        "GET",
        "/subscribe/payments/schedule/{merchant_uid}",
        "get_schedule",
        schedule_reads.get_schedule,
    ),
    Route("PUT", "/subscribe/payments/schedule/{merchant_uid}", "move", move),
    Route(
        "GET",
        "/subscribe/payments/schedule/customers/{customer_uid}",
        "customer_schedules",
        schedule_reads.schedules_of_customer,
    ),
    Route(
        "POST",
        "/subscribe/payments/schedule/{merchant_uid}/reschedule",
        "reschedule",
        reschedule,
    ),
    Route("POST", "/subscribe/payments/schedule/{merchant_uid}/retry", "retry", retry),
]

OPERATIONS = frozenset(route.name for route in ROUTES)


def route_of(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route and its placeholders. `path` is percent-encoded; a trailing slash is forgiven."""
    segments = path.strip("/").split("/")
    known_path = False
    for route in ROUTES:
        found = route.match(segments)
        if found is not None:
            if route.method == method:
                return route, found
            known_path = True
    if known_path:
        raise WrongMethodError("허용되지 않는 HTTP METHOD입니다.")
    raise NotFoundError("존재하지 않는 API입니다.")
