"""The published OpenAPI document: what it says is what the door does, whatever is sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from tests.parts.keys import shows
from tests.parts.quiet_system import API_KEY

TAKING_SOMETHING = ("/v1/", "/webhooks/")  # only what takes something can be given it wrong
bounded = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def published(door: httpx.Client) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{door.base_url}/openapi.json", headers=shows(API_KEY))


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_the_answer_is_one_of_those_published(
    published: BaseSchema, mode: GenerationMode
) -> None:
    for path in published:
        if mode is GenerationMode.POSITIVE or path.startswith(TAKING_SOMETHING):
            for operation in published[path].values():
                try_out(operation.as_strategy(generation_mode=mode))


def try_out(requests: st.SearchStrategy[Case[Any]]) -> None:
    @bounded
    @given(case=requests)
    def any_request(case: Case[Any]) -> None:
        case.call_and_validate(headers=shows(API_KEY))

    any_request()
