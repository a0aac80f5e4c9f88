"""The text index of ids and names that SQLite keeps for the search of members (migration 0007)."""

from __future__ import annotations

MEMBER_WORDS = "member_words"


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """For Alembic: a text index is several tables in the database and none in the models."""
    return kind != "table" or not (name or "").startswith(MEMBER_WORDS)
