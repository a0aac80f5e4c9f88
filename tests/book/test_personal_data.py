"""A book that kept everything the gateway said (0018) keeps from 0020 on only what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text

from billing_core.database import Database, normalised
from billing_core.gateway.allow_list import allowed_answer
from billing_core.lifecycle.keep_unreadable import keep_unreadable
from billing_core.models import InboxEvent, UnreadableRow
from tests.book.test_upgrading import moved
from tests.gateway.script import payment_row
from tests.parts.canaries import ALL_OF_THEM, CARD, PHONE, canaries_of

WHEN = "2026-02-01 00:00:00"
MASKED = "5365-10**-****-7893"
DIGITS = CARD.replace("-", "")
SAID = payment_row(
    imp_uid="imp_1",
    merchant_uid=DIGITS,  # an order number may look like a card's
    buyer_tel=ALL_OF_THEM,
    custom_data={"deep": [ALL_OF_THEM]},
    fail_reason=f"한도초과 {PHONE}",
    card_number=CARD,
    cancel_history=[{"amount": 1, "reason": ALL_OF_THEM, "buyer_tel": PHONE}, ALL_OF_THEM],
    cancel_amount={"won": PHONE},
    status=PHONE,
)
EVENTS = 1_001  # more than are in memory at once
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("members", {"id": 1, "app_id": "m1", "app_id_key": "m1", "name": f"김하늘 {CARD}",
                 "permission": "free", "created_at": WHEN, "source": f"{CARD}.csv:2"}),
    ("payments", {"imp_uid": "imp_1", "gateway_uid": "imp_1", "merchant_uid": DIGITS,
                  "member_id": 1, "customer_uid": DIGITS, "payment_class": "unreadable",
                  "reason": "", "status": "failed", "amount": 1, "cancel_amount": 0,
                  "fail_reason": ALL_OF_THEM, "card_name": f"국민 {CARD}", "card_number": CARD,
                  "apply_num": DIGITS, "receipt_url": f"https://x.test/?tid={DIGITS}",
                  "source": "sweep", "first_seen_at": WHEN, "read_at": WHEN,
                  "raw": json.dumps(SAID)}),
    ("payments", {"imp_uid": "p1", "gateway_uid": "", "merchant_uid": "o1", "member_id": 1,
                  "customer_uid": "", "payment_class": "charge", "reason": "", "status": "paid",
                  "amount": 1, "cancel_amount": 0, "fail_reason": "", "card_name": "",
                  "card_number": "", "apply_num": "", "receipt_url": "", "source": "import",
                  "first_seen_at": WHEN, "read_at": WHEN,
                  "raw": json.dumps({"file": f"{CARD}.csv", "line": 2})}),
    ("cards", {"customer_uid": "k1", "member_id": 1, "card_name": f"국민 {CARD}",
               "card_number": CARD, "registered_at": WHEN}),
    ("cancellations", {"id": "c1", "member_id": 1, "requested_at": WHEN, "recorded_at": WHEN,
                       "requested_by": "", "reason": f"카드 {CARD} {PHONE}", "past_due": False,
                       "withdrawn_by": "", "source": "app"}),
    ("findings", {"id": 1, "kind": "unreadable_payment", "subject": "imp_1", "member_id": 1,
                  "amount": 1, "detail": json.dumps({"error": ALL_OF_THEM, "merchant_uid": DIGITS}),
                  "opened_at": WHEN, "resolved_by": "", "resolution": f"새 카드 {CARD}"}),
    ("jobs", {"id": 1, "kind": "sweep", "subject": "-", "asked": 1, "run_at": WHEN, "attempts": 1,
              "last_error": ALL_OF_THEM}),
    *(("unreadable_rows", {"digest": str(number), "raw": json.dumps({**SAID, "row": number}),
                           "why": "not_whole_won", "first_seen_at": WHEN}) for number in (1, 2)),
    *(("inbox_events", {"id": number, "received_at": WHEN, "remote": "", "body": b"tel=" +
                        ALL_OF_THEM.encode(), "content_type": f"text/plain; x={PHONE}",
                        "imp_uid": "imp_1", "merchant_uid": DIGITS, "status": PHONE,
                        "state": "failed", "run_at": WHEN, "attempts": 6,
                        "last_error": ALL_OF_THEM}) for number in range(1, EVENTS + 1)),
]  # fmt: skip


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A book as 0018 left it; the test's own people stay in it."""
    moved(database_url, "0018")
    engine = create_engine(normalised(database_url))
    try:
        with engine.begin() as book:
            for table, row in ROWS:
                names = ", ".join(row)
                marks = ", ".join(f":{name}" for name in row)
                book.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
        yield engine
    finally:
        engine.dispose()


def test_nothing_of_anybody_is_left_where_it_may_be_changed(
    engine: Engine, database_url: str
) -> None:
    moved(database_url, "head")

    book = Database(database_url, durable=False)
    exempt = {"merchant_uid", "customer_uid", "apply_num", "receipt_url", "raw", "detail", "body"}
    found = canaries_of(book)
    assert found.pop("cancellations.reason") == {PHONE}, "a person's own words"
    assert {place.partition(".")[2] for place in found} <= exempt
    assert {one for there in found.values() for one in there} == {CARD}, "an order number"
    book.close()


def test_what_is_kept_is_what_would_be_kept_at_receipt(engine: Engine, database_url: str) -> None:
    """The lists are frozen in the migration; here they say the same."""
    moved(database_url, "head")

    book = Database(database_url, durable=False)
    with book.writing() as session:
        raw: dict[str, Any] = dict(session.execute(text("SELECT imp_uid, raw FROM payments")).all())
        kept = {
            name: one if isinstance(one, dict) else json.loads(one) for name, one in raw.items()
        }
        assert kept == {
            "imp_1": allowed_answer(SAID),
            "p1": {"file": f"{MASKED}.csv", "line": 2},
        }
        told = {"imp_uid": "imp_1", "merchant_uid": DIGITS, "status": "…"}
        bodies = session.scalars(select(InboxEvent.body)).all()
        assert [json.loads(body) for body in bodies] == [told] * EVENTS
        [row] = session.scalars(select(UnreadableRow.raw))
        assert not keep_unreadable(session, row, "", datetime.now(UTC)), "known by its hash"
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name, source FROM members")).one()
    assert tuple(names) == (f"김하늘 {MASKED}", f"{MASKED}.csv:2")
    book.close()
