"""States change in one place, and a rule that is said twice is the same rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from billing_core.database import Database
from billing_core.lifecycle.end_subscription import any_over
from billing_core.models import Base, Card, LedgerEntry, Member, Subscription, standing_payment
from billing_core.models.charge import LIVE, LIVE_BY_DAY
from billing_core.models.subscription import BILLABLE
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus, is_over

ROOT = Path(__file__).parents[2]
NOW = datetime(2025, 6, 15, 3, tzinfo=UTC)
# These rows have a `state` of their own, which is no state of the four tables.
OTHERS = {"request", "event", "row", "notice"}


def assignments() -> Iterator[tuple[str, str]]:
    for folder in ("lifecycle", "inbox", "outbox", "reconcile", "desk", "history"):
        for path in sorted((ROOT / "billing_core" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                targets = node.targets if isinstance(node, ast.Assign) else []
                for target in targets:
                    for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                        if isinstance(one, ast.Attribute) and one.attr in ("state", "status"):
                            yield path.name, ast.unparse(one.value)


def test_every_change_of_a_state_goes_through_move() -> None:
    written = [
        (file, row)
        for file, row in assignments()
        if file != "move.py" and row not in OTHERS and row not in ("record", "self")
    ]
    assert written == []


instants = st.integers(-40 * 24, 40 * 24).map(lambda hours: NOW + timedelta(hours=hours))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('over')}/b.db", durable=False)
    with database.writing() as session:
        Base.metadata.create_all(session.connection())
        session.add(Member(id=1, app_id="m", name="", created_at=NOW))
        session.flush()
        session.add(Card(customer_uid="c", member_id=1, registered_at=NOW))
    yield database
    database.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SubscriptionStatus), st.none() | instants, instants, st.integers(0, 20))
def test_the_database_says_over_of_the_same_subscriptions(
    book: Database,
    status: SubscriptionStatus,
    paid_through: datetime | None,
    fresh_since: datetime,
    grace_days: int,
) -> None:
    policy = BillingPolicy(grace_days=grace_days)
    with book.writing() as session:
        session.execute(text("DELETE FROM subscriptions"))
        session.add(
            Subscription(
                id="s",
                member_id=1,
                plan_id="basic",
                plan_name="",
                price=1,
                months=1,
                customer_uid="c",
                fresh_since=fresh_since,
                status=status,
                created_at=NOW,
                paid_through=paid_through,
            )
        )
        session.flush()
        found = any_over(session, policy, NOW)
    expected = is_over(status, paid_through, fresh_since, policy, NOW)
    assert found == expected


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (f"SELECT subscription_id FROM charges WHERE {LIVE} AND subscription_id = 's'", "one_live"),
        (f"SELECT due_at FROM charges WHERE {LIVE_BY_DAY} AND due_at > '2025'", "live_charges_by"),
        (
            f"SELECT id FROM subscriptions WHERE {BILLABLE} AND paid_through < '2025'",
            "billable_by_paid_through",
        ),
    ],
)
def test_partial_indexes_answer_what_the_rules_ask(
    sqlite_url: str, statement: str, index: str
) -> None:
    database = Database(sqlite_url, durable=False)
    with database.reading() as session:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    database.close()
    assert any(index in str(row) for row in plan), plan


def test_the_index_of_corrections_serves_who_asks_whether_a_payment_stands(
    sqlite_url: str,
) -> None:
    """SQLite refuses to be told an index that does not cover what is asked."""
    database = Database(sqlite_url, durable=False)
    with database.reading() as session:
        asked = str(
            select(LedgerEntry.id)
            .where(standing_payment())
            .compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
        )
        named = asked.replace(
            "ledger AS ledger_1", "ledger AS ledger_1 INDEXED BY ledger_corrections"
        )
        assert named != asked
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {named}")
        assert any("ledger_corrections" in str(row) for row in plan)
    database.close()
