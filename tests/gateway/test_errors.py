"""The gateway's errors: what a person and an engineer are told."""

from __future__ import annotations

import logging

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from billing_core.gateway import (
    BadAnswer,
    GatewayError,
    Iamport,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unauthorized,
    Unavailable,
)
from billing_core.wording.failures import failure_said
from tests.gateway.script import Script, payment_row, said, said_no

KINDS = [GatewayError, Unavailable, NotSent, OutcomeUnknown, Refused, NotFound, Unauthorized]


@pytest.mark.parametrize("kind", [*KINDS, BadAnswer])
def test_every_error_tells_people_in_korean_what_to_do(kind: type[GatewayError]) -> None:
    error = kind("HTTP 503", operation="charge", ids={"merchant_uid": "bdc1"})
    assert failure_said(error.failure).endswith(("주세요.", "기다려 주세요."))
    assert "포트원" in failure_said(error.failure)
    assert not any(word in failure_said(error.failure) for word in ("HTTP", "bdc1", "charge"))
    assert str(error) == "charge: HTTP 503"
    assert error.merchant_uid == "bdc1"


def test_only_an_answer_with_a_code_counts_as_a_no() -> None:
    def unknown(http_status: int | None, code: int | None) -> OutcomeUnknown:
        return OutcomeUnknown("?", operation="charge", http_status=http_status, code=code)

    assert unknown(200, 1).answered_no
    assert unknown(404, -1).answered_no
    assert not unknown(None, None).answered_no
    assert not unknown(200, None).answered_no
    assert not unknown(200, 0).answered_no
    assert not unknown(429, -1).answered_no
    assert not unknown(500, -1).answered_no


def test_a_gateway_that_rambles_is_cut_short(iamport: Iamport, script: Script) -> None:
    script.will_answer(said_no("가" * 10_000))
    with pytest.raises(OutcomeUnknown) as unknown:
        iamport.charge(customer_uid="card_1", merchant_uid="bdc1", amount=1, name="가")
    assert len(unknown.value.gateway_message) == 200


def test_the_log_names_the_call_and_its_outcome_but_no_secret_and_no_card(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(payment_row()))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    with capture_logs() as entries:
        iamport.charge(
            customer_uid="card_1",
            merchant_uid="bdc1",
            amount=29_000,
            name="멤버십",
            buyer_name="김하늘",
        )

    charge = entries[-1]
    assert (charge["event"], charge["operation"]) == ("gateway_answered", "charge")
    assert (charge["merchant_uid"], charge["http_status"], charge["code"]) == ("bdc1", 200, 0)
    assert charge["ms"] >= 0
    for private in ("secret", "token-1", "433333", "신한", "김하늘", "30001234"):
        assert private not in repr(entries)


def test_the_log_of_a_silent_gateway_names_the_transports_error(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(httpx.ReadTimeout("took too long"))
    with capture_logs() as entries, pytest.raises(OutcomeUnknown):
        iamport.revoke("card_1")
    assert entries[-1]["event"] == "gateway_silent"
    assert "took too long" in entries[-1]["error"]
