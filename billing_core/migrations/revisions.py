"""The newest revision of the schema, and which one a book has.

Told without Alembic, whose import and reading of all scripts take a program as long as its start.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

_SCRIPTS = Path(__file__).parent / "versions"


def newest_revision() -> str:
    """By the names of the scripts, which follow one another: each begins with its revision."""
    return max(script.name.partition("_")[0] for script in _SCRIPTS.glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """None for a book that has no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
