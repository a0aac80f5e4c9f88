"""A SQLite book written into an empty PostgreSQL database: for measuring only."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, delete, insert, select, text

from billing_core.database import migrate
from billing_core.models.base import Base

ROWS_AT_ONCE = 2_000


def copy_book(source: str, target: str) -> None:
    """Migrates the database at `target` and fills it with every row of the book at `source`."""
    migrate(target)
    theirs, ours = create_engine(source), create_engine(target)
    with theirs.connect() as book, ours.begin() as copy:
        tables = Base.metadata.sorted_tables
        for table in reversed(tables):  # what a migration began with
            if copy.execute(select(table).limit(1)).first():
                copy.execute(delete(table))
        for table in tables:
            written = [column for column in table.columns if column.computed is None]
            rows = book.execution_options(yield_per=ROWS_AT_ONCE).execute(select(*written))
            for some in rows.mappings().partitions(ROWS_AT_ONCE):
                copy.execute(insert(table), [dict(row) for row in some])
        _go_on_counting(copy)
    theirs.dispose()
    ours.dispose()


def _go_on_counting(copy: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            copy.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"
                    f" max({key.name})) FROM {table.name} HAVING max({key.name}) IS NOT NULL"
                )
            )
