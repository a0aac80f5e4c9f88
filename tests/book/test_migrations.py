"""The book's shape: migrations say what the models say, and sessions what they promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from billing_core.database import Database, StorageUnavailable, migrate
from billing_core.lifecycle.app_ids import member_called, the_member
from billing_core.migrations import revisions
from billing_core.models import Base, Member
from billing_core.models.base import UtcInstant
from billing_core.models.text_index import is_of_the_models
from billing_core.wording.failures import failure_said

NOW = datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC)


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": is_of_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)


def test_whoever_starts_with_the_newest_book_reads_no_migration(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "upgrade", lambda *_: pytest.fail("read"))
    migrate(database_url)


def test_the_newest_by_its_name_is_the_one_that_follows_all_others() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(revisions.__file__).parent))
    assert revisions.newest_revision() == ScriptDirectory.from_config(config).get_current_head()


def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    in_seoul = NOW.astimezone(tz=None) + timedelta(0)
    with database.writing() as session:
        session.add(Member(app_id="=HYPERLINK(1)😀", name="", created_at=in_seoul))
    with database.reading() as session:
        found = the_member(session, "=HYPERLINK(1)😀")
        assert found.created_at == NOW
        assert found.created_at.utcoffset() == timedelta(0)


@given(st.datetimes())
def test_a_naive_time_is_never_taken_for_an_instant(naive: datetime) -> None:
    dialect: Any = type("Dialect", (), {"name": "sqlite"})
    with pytest.raises(ValueError, match="naive"):
        UtcInstant().process_bind_param(naive, dialect)


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    with database.writing() as session:
        session.add(Member(app_id="u1", name="", created_at=NOW))
    with database.reading() as reader:
        assert len(reader.scalars(text("SELECT id FROM members")).all()) == 1
        with database.writing() as session:
            session.add(Member(app_id="u2", name="", created_at=NOW))
        assert len(reader.scalars(text("SELECT id FROM members")).all()) == 1


def test_a_failure_inside_a_writing_session_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.writing() as session:
            session.add(Member(app_id="u1", name="", created_at=NOW))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    with database.reading() as session:
        assert member_called(session, "u1") is None


def test_a_locked_book_is_told_as_unavailable_with_one_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 50)
    one, other = Database(database_url), Database(database_url)
    with one.writing() as busy:
        busy.execute(text("LOCK TABLE jobs" if not one.is_sqlite else "DELETE FROM jobs"))
        with pytest.raises(StorageUnavailable) as told, other.writing() as session:
            session.execute(text("DELETE FROM jobs"))
    assert failure_said(told.value.failure).endswith("시도해 주세요.")
    one.close()
    other.close()
