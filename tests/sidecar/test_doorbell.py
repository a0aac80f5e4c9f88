"""Iamport's webhook: stored before it is answered, and nothing else happens meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence

import httpx
import pytest
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.lifecycle import strangers
from billing_core.models import InboxEvent, InboxState
from billing_core.rules.refusal import Refusal
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.quiet_system import quiet_system
from tests.sidecar.conftest import OpenDoor

BELL = "/webhooks/iamport"
PAID = {"imp_uid": "imp_1", "merchant_uid": "bdc1", "status": "paid"}
JSON = {"content-type": "application/json"}
NONSENSE: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"{", JSON, 400, "webhook_body"),
    (b"[" * 60_000, JSON, 400, "webhook_body"),
    (b"\xff\xfe", JSON, 400, "webhook_body"),
    (b'{"imp_uid": "\\u0000"}', JSON, 400, "webhook_imp_uid"),
    (b'{"imp_uid": "imp_1", "status": {}}', JSON, 400, "webhook_field"),
    (b"imp_uid=imp_1", {"content-type": "text/html"}, 415, "webhook_media_type"),
    (b"imp_uid=imp_1", {}, 415, "webhook_media_type"),
]


def stored(system: System) -> Sequence[InboxEvent]:
    with system.database.reading() as session:
        return session.scalars(select(InboxEvent).order_by(InboxEvent.id)).all()


def test_a_webhook_is_in_the_book_when_the_answer_comes(door: httpx.Client, system: System) -> None:
    assert door.post(BELL, json=PAID).status_code == 200
    [event] = stored(system)
    assert (event.imp_uid, event.merchant_uid, event.status) == ("imp_1", "bdc1", "paid")
    assert (event.state, event.remote) == (InboxState.NEW, "127.0.0.1")


def test_json_and_forms_ring_alike_with_or_without_a_last_slash(
    door: httpx.Client, system: System
) -> None:
    assert door.post(BELL, data=PAID).status_code == 200
    assert door.post(f"{BELL}/", json=PAID | {"imp_uid": "imp_2"}).status_code == 200
    assert [event.imp_uid for event in stored(system)] == ["imp_1", "imp_2"]


def test_webhook_strangers_are_told_when_to_come_back(
    door: httpx.Client, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "MOST_KEPT", 1)
    assert door.post(BELL, json=PAID).status_code == 200
    answer = door.post(BELL, json=PAID | {"imp_uid": "imp_2"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "webhook_strangers")
    assert answer.headers["retry-after"] == "3600"
    assert len(stored(system)) == 1


def test_iamport_needs_no_key(door: httpx.Client) -> None:
    assert httpx.post(f"{door.base_url}{BELL}", json=PAID).status_code == 200


def test_nonsense_gets_a_4xx_that_says_why_and_leaves_no_trace(
    door: httpx.Client, system: System
) -> None:
    for body, headers, status, code in NONSENSE:
        answer = door.post(BELL, content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), body[:50]
    assert stored(system) == []


def test_a_body_of_just_64_kilobytes_is_taken_and_one_byte_more_is_not(
    door: httpx.Client, system: System
) -> None:
    body = b'{"imp_uid": "imp_1"}'.ljust(64 * 1024)
    assert door.post(BELL, content=body, headers=JSON).status_code == 200
    answer = door.post(BELL, content=body + b" ", headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert len(stored(system)) == 1


def test_a_body_without_an_end_is_refused_before_its_end(
    door: httpx.Client, system: System
) -> None:
    chunk = b"2000\r\n" + b" " * 0x2000 + b"\r\n"
    request = (
        f"POST {BELL} HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\n"
        "transfer-encoding: chunked\r\n\r\n"
    ).encode()
    address = (door.base_url.host, door.base_url.port)
    with socket.create_connection(address, timeout=10) as sender:
        sender.sendall(request + chunk * 9)  # 72 kB, and no last chunk
        assert sender.recv(1000).startswith(b"HTTP/1.1 413 ")
    assert stored(system) == []


class Filtered:
    """One door that only two of Iamport's addresses may ring at."""

    SOURCES = ("52.78.100.19", "52.78.48.0/24")


@pytest.fixture
def filtered(sqlite_url: str, held_clock: HeldClock, open_door: OpenDoor) -> Iterator[httpx.Client]:
    with quiet_system(sqlite_url, held_clock, webhook_sources=Filtered.SOURCES) as system:
        yield open_door(system)


def test_a_stranger_is_turned_away_when_sources_are_named(filtered: httpx.Client) -> None:
    answer = filtered.post(BELL, json=PAID)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "webhook_source")


@pytest.mark.parametrize("address", ["52.78.100.19", "52.78.48.223", "::ffff:52.78.100.19"])
def test_a_named_source_may_ring_through_the_proxy_on_this_machine(
    filtered: httpx.Client, address: str
) -> None:
    through_proxy = {"x-forwarded-for": address}
    assert filtered.post(BELL, json=PAID, headers=through_proxy).status_code == 200


def test_a_source_that_is_no_address_is_told_at_the_start(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    with (
        quiet_system(sqlite_url, held_clock, webhook_sources=("iamport",)) as system,
        pytest.raises(Refusal, match="webhook_sources"),
    ):
        create_app(system)
