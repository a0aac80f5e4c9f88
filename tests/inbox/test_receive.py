"""The inbox keeps what a delivery is about and nothing else, on both databases."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from billing_core.database import Database
from billing_core.inbox.receive import receive
from billing_core.models import InboxEvent, InboxState
from billing_core.rules.refusal import Refusal

NOW = datetime(2026, 11, 23, tzinfo=UTC)
JSON = "application/json"


def take_in(
    database: Database, body: bytes, content_type: str = JSON, *, vouched: bool = False
) -> InboxEvent:
    """The newest there is then."""
    with database.writing() as session:
        receive(
            session,
            body=body,
            content_type=content_type,
            remote="52.78.100.19",
            vouched=vouched,
            now=NOW,
        )
        return session.scalars(select(InboxEvent).order_by(InboxEvent.id.desc()).limit(1)).one()


def test_a_delivery_waits_for_the_worker_without_what_nobody_needs(database: Database) -> None:
    body = '{"imp_uid": "imp_1", "status": "paid", "custom_data": "한글 🐣"}'.encode()
    event = take_in(database, body, "application/json;charset=utf-8")
    assert json.loads(event.body) == {"imp_uid": "imp_1", "status": "paid"}
    assert (event.imp_uid, event.merchant_uid, event.status) == ("imp_1", "", "paid")
    assert (event.state, event.received_at, event.run_at) == (InboxState.NEW, NOW, NOW)
    assert (event.attempts, event.claimed_until, event.processed_at) == (0, None, None)


@pytest.mark.parametrize(("vouched", "kept"), [(True, 5), (False, 1)])
def test_the_same_notice_five_times_is_five_deliveries_but_of_a_stranger(
    database: Database, vouched: bool, kept: int
) -> None:
    ids = {take_in(database, b'{"imp_uid": "imp_1"}', vouched=vouched).id for _ in range(5)}
    assert len(ids) == kept


def test_nonsense_is_refused_without_waiting_for_a_locked_book(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    with closing(sqlite3.connect(tmp_path / "billing.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refusal):
            take_in(database, b"nonsense")
    database.close()


odd_text = st.text(st.characters(exclude_categories=()), max_size=130)


@settings(
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(merchant_uid=odd_text, status=odd_text)
def test_whatever_passes_the_reading_can_be_stored(
    database: Database, merchant_uid: str, status: str
) -> None:
    with database.reading() as session:
        before = session.scalar(select(func.count(InboxEvent.id))) or 0
    notice = {"imp_uid": f"imp_{before}", "merchant_uid": merchant_uid, "status": status}
    take_in(database, json.dumps(notice).encode())
    with database.reading() as session:
        assert session.scalar(select(func.count(InboxEvent.id))) == before + 1
