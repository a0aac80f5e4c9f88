"""A book whose rows named members by the app's id (0014) names them by numbers from 0015 on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text

from billing_core.closing.closed_month import FrozenMember, closed_record, fingerprint, verify
from billing_core.database import Database, normalised
from billing_core.desk.ending_soon import upcoming_ends
from billing_core.desk.member_search import newest_named
from billing_core.desk.timeline import timeline
from billing_core.models import (
    ClosedMember,
    Finding,
    LedgerEntry,
    Member,
    MonthClose,
    OutboxMessage,
)
from billing_core.models.text_index import MEMBER_WORDS
from billing_core.rules.calendar import Month
from tests.book.test_upgrading import moved
from tests.parts.members import app_id_in, number_in

JANUARY = Month(2026, 1)
BEFORE, AT, LATER = (
    datetime(2025, 12, 1, tzinfo=UTC),
    datetime(2026, 2, 10, 3, tzinfo=UTC),
    datetime(2026, 3, 1, 15, tzinfo=UTC),
)
HANA, NEWER = "회원 🐣/=1", "a-newer-member"
NUMBERS = {"paid_members": 1}
SEALED = fingerprint(JANUARY, AT, "김지현", NUMBERS, [FrozenMember(HANA, 1, 29_000, 0)])
# As 0014 keeps them, and both databases take them.
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("members", {"id": NEWER, "id_key": NEWER, "name": "", "permission": "free", "source": "app"}),
    ("members", {"id": HANA, "id_key": HANA, "name": "김하나", "permission": "paid",
                 "source": "app", "created_at": BEFORE}),
    ("cards", {"customer_uid": "bd-1", "member_id": HANA, "card_name": "", "card_number": "",
               "registered_at": AT}),
    ("subscriptions", {"id": "s1", "member_id": HANA, "plan_id": "basic", "plan_name": "월",
                       "price": 29_000, "months": 1, "customer_uid": "bd-1", "fresh_since": AT,
                       "status": "cancelling", "created_at": AT, "periods_paid": 1,
                       "paid_through": LATER}),
    ("payments", {"imp_uid": "imp_1", "gateway_uid": "imp_1", "merchant_uid": "m1",
                  "member_id": HANA, "customer_uid": "bd-1", "payment_class": "charge",
                  "reason": "", "status": "paid", "amount": 29_000, "cancel_amount": 0,
                  "paid_at": AT, "fail_reason": "", "card_name": "", "card_number": "",
                  "apply_num": "", "receipt_url": "", "source": "sweep", "first_seen_at": AT,
                  "read_at": AT, "raw": "{}"}),
    ("payments", {"imp_uid": "imp_2", "gateway_uid": "imp_2", "merchant_uid": "m2",
                  "member_id": None, "customer_uid": "", "payment_class": "other_product",
                  "reason": "other_product", "status": "paid", "amount": 1, "cancel_amount": 0,
                  "paid_at": AT, "fail_reason": "", "card_name": "", "card_number": "",
                  "apply_num": "", "receipt_url": "", "source": "sweep", "first_seen_at": AT,
                  "read_at": AT, "raw": "{}"}),
    ("ledger", {"id": 1, "kind": "payment", "imp_uid": "imp_1", "refund_key": "",
                "merchant_uid": "m1", "member_id": HANA, "amount": 29_000, "occurred_at": AT,
                "recorded_at": AT, "source": "sweep"}),
    ("cancellations", {"id": "c1", "member_id": HANA, "subscription_id": "s1",
                       "requested_at": AT, "recorded_at": AT, "requested_by": HANA,
                       "reason": "", "past_due": False, "withdrawn_by": "", "source": "app"}),
    ("cancellations", {"id": "c2", "member_id": NEWER, "requested_at": AT, "recorded_at": AT,
                       "requested_by": "김지현", "reason": "", "past_due": False,
                       "withdrawn_at": AT, "withdrawn_by": NEWER, "source": "app"}),
    ("outbox_messages", {"sequence": 1, "id": "msg_1", "member_id": HANA, "type": "x",
                         "payload": json.dumps({"member_id": HANA, "permission": "paid"}),
                         "created_at": AT, "run_at": AT, "attempts": 0, "last_error": ""}),
    ("audit_log", {"id": 1, "at": AT, "actor": HANA, "act": "cancellation.requested",
                   "member_id": HANA, "subject": "c1", "detail": "{}"}),
    ("findings", {"id": 1, "kind": "ended_by_us", "subject": "-", "amount": 29_000,
                  "detail": json.dumps({"count": 2, "members": [HANA, NEWER]}),
                  "opened_at": AT, "resolved_by": "", "resolution": ""}),
    ("month_closes", {"month": "2026-01", "closed_at": AT, "closed_by": "김지현",
                      "numbers": json.dumps(NUMBERS), "sha256": SEALED}),
    ("closed_members", {"month": "2026-01", "member_id": HANA, "charges": 1, "paid_won": 29_000,
                        "given_back_won": 0}),
    ("member_months", {"month": "2026-01", "member_id": HANA, "charges": 1, "paid_won": 29_000,
                       "given_back_won": 0}),
]  # fmt: skip


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A book as 0014 left it."""
    moved(database_url, "0014")
    engine = create_engine(normalised(database_url))
    try:
        with engine.begin() as book:
            for table, row in ROWS:
                whole = {"created_at": AT} | row if table == "members" else row
                said = {name: _kept(value, database_url) for name, value in whole.items()}
                columns, values = ", ".join(said), ", ".join(f":{name}" for name in said)
                book.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), said)
        yield engine
    finally:
        engine.dispose()


def _kept(value: Any, database_url: str) -> Any:
    if isinstance(value, datetime) and database_url.startswith("sqlite"):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


@pytest.fixture
def numbered(engine: Engine, database_url: str) -> Iterator[Database]:
    engine.dispose()
    moved(database_url, "head")
    database = Database(database_url)
    yield database
    database.close()


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table, but of the text index and of Alembic."""
    found = {}
    with engine.connect() as book:
        for table in inspect(book).get_table_names():
            if not table.startswith((MEMBER_WORDS, "alembic")):
                rows = book.execute(text(f"SELECT * FROM {table}")).mappings()
                found[table] = sorted(str(sorted(_read(row).items())) for row in rows)
    return found


def _read(row: Any) -> dict[str, Any]:
    """What is kept as JSON in whatever order."""
    return {
        name: sorted(json.loads(value).items()) if str(value).startswith("{") else value
        for name, value in (
            (name, json.dumps(v) if isinstance(v, dict) else v) for name, v in row.items()
        )
    }


def test_the_longest_known_has_the_first_number_and_keeps_the_apps_id(numbered: Database) -> None:
    with numbered.reading() as session:
        assert (number_in(session, HANA), number_in(session, NEWER)) == (1, 2)
        assert session.get_one(LedgerEntry, 1).member_id == 1
        assert [app_id_in(session, each) for each in newest_named(session, "회원", 9)] == [HANA]
        assert session.get_one(Finding, 1).detail == {"count": 2, "members": [1, 2]}


def test_the_next_member_has_the_next_number(numbered: Database) -> None:
    with numbered.writing() as session:
        session.add(Member(app_id="next", created_at=AT))
        session.flush()
        assert number_in(session, "next") == 3
        assert [app_id_in(session, each) for each in newest_named(session, "next", 9)] == ["next"]


def test_who_asked_and_who_acted_is_told_as_before(numbered: Database) -> None:
    with numbered.reading() as session:
        [row] = upcoming_ends(session, 9).rows
        assert (row.app_id, row.requested_by) == (HANA, HANA)
        acts = [event.actor for event in timeline(session, 1) if event.act.startswith("cancel")]
        assert acts == [HANA]


def test_a_notice_that_waits_has_the_apps_id_when_it_is_signed(numbered: Database) -> None:
    with numbered.reading() as session:
        [waiting] = session.scalars(select(OutboxMessage))
        assert waiting.payload == {"permission": "paid"}
        assert app_id_in(session, waiting.member_id) == HANA


def test_a_month_closed_before_keeps_its_record_and_its_fingerprint(numbered: Database) -> None:
    with numbered.reading() as session:
        assert verify(session, JANUARY)
        _, member = closed_record(session, JANUARY)
        assert json.loads(member) == [HANA, 1, 29_000, 0]
        assert session.get_one(MonthClose, JANUARY).sha256 == SEALED


def test_the_history_is_append_only_after_it_as_well(numbered: Database) -> None:
    for table in ("ledger", "audit_log", "closed_members", "month_closes"):
        with numbered.engine.connect() as book, pytest.raises(Exception, match="append-only"):
            book.execute(text(f"DELETE FROM {table}"))


def test_there_and_back_is_what_it_was(engine: Engine, database_url: str) -> None:
    before = everything(engine)
    moved(database_url, "head")
    engine.dispose()
    moved(database_url, "0014")
    engine.dispose()

    assert everything(engine) == before


def test_there_is_no_way_back_behind_a_month_sealed_with_numbers(
    numbered: Database, database_url: str
) -> None:
    february = Month(2026, 2)
    with numbered.writing() as session:
        sealed = MonthClose(month=february, closed_at=AT, closed_by="김지현", numbers={}, sha256="")
        session.add(sealed)
        session.flush()
        who = {"member_id": 1, "charges": 1, "paid_won": 29_000, "given_back_won": 0}
        session.add(ClosedMember(month=february, **who))
    numbered.close()

    with pytest.raises(RuntimeError, match="2026-02"):
        moved(database_url, "0014")
