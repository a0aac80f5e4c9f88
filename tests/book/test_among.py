"""Many values in one parameter, on both databases: the same rows, and by the index."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from billing_core.among import among, among_given
from billing_core.database import Database
from billing_core.models import Member, PaymentName
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.permission import Permission

WHEN = datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC)
NAMES = CompiledQuery(select(Member.app_id).where(among_given(Member.app_id, "wanted")))
NUMBERS = CompiledQuery(select(Member.id).where(among_given(Member.id, "wanted")))


def test_who_is_among_many_is_found_however_it_is_asked(database: Database) -> None:
    with database.writing() as session:
        session.add_all(
            Member(
                app_id=one, app_id_key=one, name=one, permission=Permission.FREE, created_at=WHEN
            )
            for one in ("hana", "duri", "set")
        )
    with database.reading() as session:
        wanted = ["hana", "nobody", "set", "'; DROP", 'a "quote"', ""]
        by_orm = session.scalars(select(Member.app_id).where(among(Member.app_id, wanted))).all()
        not_they = session.scalars(select(Member.app_id).where(~among(Member.app_id, wanted)))
        numbers = [one for (one,) in plain_rows(session, NUMBERS, wanted=[1, 2, 10**12])]

        assert sorted(by_orm) == ["hana", "set"]
        assert "duri" in not_they.all()
        assert sorted(one for (one,) in plain_rows(session, NAMES, wanted=wanted)) == by_orm
        assert sorted(numbers) == [1, 2]
        assert plain_rows(session, NAMES, wanted=[]) == []


@given(st.lists(st.text(max_size=8), max_size=5))
def test_what_is_built_is_a_comparison_whatever_the_values(values: list[str]) -> None:
    """A function that is true would be compared with 1, and no index could answer."""
    text = str(select(PaymentName.imp_uid).where(among(PaymentName.name, values)))

    assert "= 1" not in text
    assert text.count("IN (SELECT value") == 1


def test_it_is_answered_by_the_index(database: Database) -> None:
    with database.reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            return
        query = select(PaymentName.imp_uid).where(among(PaymentName.name, ["a", "b"]))
        text = str(query.compile(session.get_bind()))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("[]",)).all()

    assert any("USING INDEX payment_names_by_name" in row[3] for row in plan)
    assert not any(row[3].startswith("SCAN payment_names") for row in plan)
