"""Alembic's entry: runs the migrations on the URL that `database.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool

from billing_core.database import normalised
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


url = context.config.attributes.get("url") or normalised(Settings().database_url)
engine = create_engine(url, poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_name=is_of_the_models,
        render_item=render_item,
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
