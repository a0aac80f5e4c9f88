from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from billing_core import gateway
from billing_core.clock import HeldClock
from billing_core.gateway import GatewayError, Iamport, errors

ROOT = Path(__file__).parents[2]


def test_the_gateway_offers_exactly_these_names() -> None:
    assert sorted(gateway.__all__) == [
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


def test_the_client_can_do_exactly_these_things() -> None:
    methods = {name for name, _ in inspect.getmembers(Iamport, inspect.isfunction)}

    assert {name for name in methods if not name.startswith("_")} == {
        "book",
        "booking",
        "bookings",
        "bookings_of",
        "charge",
        "close",
        "customer",
        "delete_customer",
        "find_all_payments",
        "measure_clock",
        "move",
        "now",
        "payment",
        "payments",
        "payments_by_status",
        "payments_of_customer",
        "prepare",
        "refund",
        "revoke",
    }


def test_nothing_is_offered_that_nobody_calls() -> None:
    rooms = [path for room in ("billing_core", "dashboard") for path in (ROOT / room).rglob("*.py")]
    called = set(re.findall(r"\bgateway\.(\w+)", "".join(path.read_text() for path in rooms)))
    offered = {name for name, _ in inspect.getmembers(Iamport, inspect.isfunction)}
    assert {name for name in offered if not name.startswith("_")} <= called


def test_every_public_method_says_what_it_does() -> None:
    for name, method in inspect.getmembers(Iamport, inspect.isfunction):
        if not name.startswith("_") and name != "close":
            assert method.__doc__, name


def test_the_tree_drawn_in_the_errors_module_is_the_tree_of_its_classes() -> None:
    drawn: dict[str, str] = {}
    branch: list[str] = ["GatewayError"]
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"^((?:│   |    )*)[├└]── (\w+)", line):
            depth = len(match[1]) // 4 + 1
            branch[depth:] = [match[2]]
            drawn[match[2]] = branch[depth - 1]

    real = {
        kind.__name__: kind.__mro__[1].__name__
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, GatewayError) and kind is not GatewayError
    }
    assert drawn == real


@pytest.mark.parametrize(
    "bad", ["", "api.iamport.kr", "ftp://api.iamport.kr", "http://", "https://gateway:port"]
)
def test_an_address_that_is_no_web_address_is_named_at_once(
    bad: str, held_clock: HeldClock
) -> None:
    with pytest.raises(ValueError, match="the gateway's address"):
        Iamport(base_url=bad, imp_key="k", imp_secret="s", clock=held_clock)
