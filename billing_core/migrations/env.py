"""Alembic's entry: runs the migrations on the URL that `database.migrate` hands over."""

from collections.abc import Callable
from typing import Any, Literal

from alembic import context
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, pool, text

from billing_core.database import normalised
from billing_core.migrations.progress import ATTRIBUTE, MigrationProgress
from billing_core.models import Base
from billing_core.models.base import ExclusionText, MonthText, UtcInstant, Word
from billing_core.models.text_index import is_of_the_models
from billing_core.settings import Settings


def render_item(type_: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our column types appear in migrations as what the database sees."""
    if type_ == "type" and isinstance(item, UtcInstant):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, Word):
        return "sa.String(length=40)"
    if type_ == "type" and isinstance(item, MonthText):
        return "sa.String(length=7)"
    if type_ == "type" and isinstance(item, ExclusionText):
        return "sa.Text()"
    return False


_ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtextextended('migrations of the book', 0))"


def begin_before_tables_change(engine: Engine) -> None:
    """All of a migration or nothing. Python's driver would begin a transaction only before a row is
    written: of a migration that was cut off, tables and columns would stay, and be in its own way."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def progress_from(revision: str | None) -> Callable[..., None] | None:
    """None where nobody listens, nor for a book that has just begun: there nothing takes long."""
    told = context.config.attributes.get("told")
    if told is None or revision is None:
        return None
    scripts = list(context.script.iterate_revisions(context.get_revision_argument(), revision))
    progress = MigrationProgress(told, scripts[::-1])
    context.config.attributes[ATTRIBUTE] = progress
    return progress.applied


url = context.config.attributes.get("url") or normalised(Settings().database_url)
engine = create_engine(url, poolclass=pool.NullPool)
if engine.dialect.name == "sqlite":
    begin_before_tables_change(engine)
with engine.connect() as connection:
    if engine.dialect.name == "postgresql":
        connection.execute(text(_ONE_AT_A_TIME))  # until this connection is closed
        connection.commit()
    standing = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_name=is_of_the_models,
        render_item=render_item,
        compare_type=False,
        transaction_per_migration=True,
        transactional_ddl=True,
        on_version_apply=progress_from(standing),
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
