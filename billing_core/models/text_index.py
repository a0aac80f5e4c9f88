"""The full-text (trigram) index for the search of members on SQLite (migration 0007)."""

MEMBER_WORDS = "member_words"


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """Alembic's `include_name`: a text index is several tables in the database, none in models."""
    return kind != "table" or not (name or "").startswith(MEMBER_WORDS)
