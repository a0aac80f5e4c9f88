"""The published OpenAPI document: what it says is what the door does, whatever is sent."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from billing_core.system import System
from tests.parts.keys import shows
from tests.parts.loops import let_loops_beat
from tests.parts.quiet_system import API_KEY

WELL_FORMED = re.compile("[!-~]{1,255}")
TAKING_SOMETHING = ("/v1/", "/webhooks/")  # only what takes something can be given it wrong
bounded = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def published(door: httpx.Client, system: System) -> BaseSchema:
    let_loops_beat(system)  # readiness is no error of the API
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
    keys = count(1)

    @bounded
    @given(case=requests)
    def any_request(case: Case[Any]) -> None:
        headers = shows(API_KEY)
        # A key that could be one belongs to this request alone: a second one under it is refused.
        asked: Any = case.headers
        if WELL_FORMED.fullmatch(str((asked or {}).get("Idempotency-Key", ""))):
            headers["Idempotency-Key"] = f"{case.operation.label}-{next(keys)}".replace(" ", "-")
        case.call_and_validate(headers=headers)

    any_request()


def test_a_request_under_one_key_is_answered_as_published_however_often(
    published: BaseSchema,
) -> None:
    """The second time it is a replay, or a mistake of whoever sent something else."""
    posts = [
        operation
        for path in published
        for operation in published[path].values()
        if path.startswith("/v1/") and operation.method == "post"
    ]
    assert len(posts) >= 3
    for operation in posts:
        try_twice(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))


def try_twice(requests: st.SearchStrategy[Case[Any]]) -> None:
    keys = count(1)

    @bounded
    @given(case=requests)
    def same_again(case: Case[Any]) -> None:
        headers = {**shows(API_KEY), "Idempotency-Key": f"twice-{case.path}-{next(keys)}"}
        first = case.call_and_validate(headers=headers)
        again = case.call_and_validate(headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert "idempotency-replayed" in again.headers
        case.path_parameters = {**(case.path_parameters or {}), "member_id": "somebody else"}
        if "{member_id}" in case.path:
            other = case.call(headers=headers)
            assert other.json()["error"]["code"] == "idempotency_mismatch"

    same_again()


def test_everything_in_the_document_is_described(door: httpx.Client) -> None:
    document = door.get("/openapi.json", headers=shows(API_KEY)).json()
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, said in schema.get("properties", {}).items()
        if not said.get("description")
    ]
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                fields = media["schema"].get("properties", {}).items()
                bare += [f"{path}.{field}" for field, said in fields if not said.get("description")]
            bare += [] if operation.get("summary") else [f"{verb} {path}"]
            bare += [
                f"{verb} {path} {one['name']}"
                for one in operation.get("parameters", [])
                if not one.get("description")
            ]
            bare += [
                f"{verb} {path} {status}"
                for status, answer in operation["responses"].items()
                if not answer.get("description")
            ]
    assert bare == []


def test_what_an_app_sends_has_an_example(door: httpx.Client) -> None:
    schemas = door.get("/openapi.json", headers=shows(API_KEY)).json()["components"]["schemas"]
    sent = [schema for name, schema in schemas.items() if name.endswith("Request")]
    assert len(sent) >= 4
    bare = [
        (schema["title"], field)
        for schema in sent
        for field, said in schema["properties"].items()
        if not said.get("examples")
    ]
    assert bare == []


def test_every_route_of_the_api_says_what_it_refuses(door: httpx.Client) -> None:
    paths = door.get("/openapi.json", headers=shows(API_KEY)).json()["paths"]
    for path, verbs in paths.items():
        for verb, operation in verbs.items():
            if path.startswith("/v1/"):
                wanted = {"401", "403", "422", "429", "500", "503"}
                assert wanted <= set(operation["responses"]), (verb, path)
