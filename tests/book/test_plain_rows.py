"""A page's query is run by the driver alone: the same rows, the same snapshot, the same errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, func, literal_column, or_, select

from billing_core.database import Database, StorageUnavailable
from billing_core.models import Member
from billing_core.plain_rows import CompiledQuery, entities, plain_rows
from billing_core.rules.permission import Permission

WHEN = datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC)
_MEMBERS = (
    select(
        Member.app_id, Member.permission, Member.created_at, Member.forgotten_at, func.length("%'")
    )
    .where(
        Member.permission == Permission.FREE,
        or_(Member.app_id == "a'%s", Member.created_at < bindparam("before")),
    )
    .order_by(Member.app_id)
    .limit(2)
)
_BY_DRIVER = CompiledQuery(_MEMBERS)


@pytest.fixture
def two(database: Database) -> Database:
    _join(database, "a'%s", "b")
    return database


def _join(database: Database, *app_ids: str) -> None:
    with database.writing() as session:
        session.add_all(
            Member(
                app_id=app_id,
                app_id_key=app_id,
                name=app_id,
                permission=Permission.FREE,
                created_at=WHEN,
            )
            for app_id in app_ids
        )


def _seen(asked: Any) -> Sequence[tuple[Any, ...]]:
    return plain_rows(asked, _BY_DRIVER, before=WHEN)


def test_the_rows_are_what_sqlalchemy_reads(two: Database) -> None:
    with two.reading() as session:
        expected = [tuple(row) for row in session.execute(_MEMBERS, {"before": WHEN})]
        by_session = _seen(session)
    with two.looking() as look:
        by_look = _seen(look)

    assert expected == [("a'%s", Permission.FREE, WHEN, None, 2)]
    assert by_session == by_look == expected


def test_a_look_stays_in_its_snapshot_also_after_entities(two: Database) -> None:
    count = CompiledQuery(select(func.count()).select_from(Member))
    with two.looking() as look:
        assert list(plain_rows(look, count)) == [(2,)]
        _join(two, "c")
        with entities(look) as session:
            assert session.scalar(select(func.count()).select_from(Member)) == 2
        assert list(plain_rows(look, count)) == [(2,)]
    with two.looking() as look:
        assert list(plain_rows(look, count)) == [(3,)]


def test_a_session_finds_what_it_has_not_written_yet(two: Database) -> None:
    with two.writing() as session:
        session.add(Member(app_id="A", name="A", created_at=WHEN - timedelta(days=1)))
        assert [row[0] for row in _seen(session)] == ["A", "a'%s"]


def test_a_value_that_was_forgotten_is_no_null(two: Database) -> None:
    with pytest.raises(Exception, match="before"), two.looking() as look:
        plain_rows(look, _BY_DRIVER)


def test_what_the_driver_cannot_do_is_storage_trouble(two: Database) -> None:
    """As whatever else asks the book says it, and the next look works."""
    broken = {
        "sqlite": CompiledQuery(select(literal_column("x").label("x"))),
        "postgresql": CompiledQuery(select(func.pg_terminate_backend(func.pg_backend_pid()))),
    }[two.engine.dialect.name]
    with pytest.raises(StorageUnavailable), two.looking() as look:
        plain_rows(look, broken)
    with two.looking() as look:
        assert len(_seen(look)) == 1
