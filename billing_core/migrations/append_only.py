"""What holds a table append-only, for migrations: triggers against every way to rewrite a row.

SQLite's `INSERT OR REPLACE` takes the old row away without asking its DELETE triggers (it would
with `recursive_triggers`, which is off), so a row that stands under one of the new row's keys is
looked for before each insert. PostgreSQL's TRUNCATE asks the triggers of statements alone, and
ON CONFLICT DO UPDATE those of UPDATE.

Migrations that have run count on this: make another function rather than another trigger.
"""

from collections.abc import Sequence

from alembic import op

Key = Sequence[str]


def refuse_update_and_delete(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def refuse_change_but_erasure(table: str, erasing: str) -> None:
    """As `refuse_update_and_delete`, but an UPDATE passes where the condition `erasing` is true of
    OLD and NEW. A condition that is NULL is not true."""
    said = f"{table} is append-only"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'UPDATE' THEN IF coalesce(({erasing}), false) THEN RETURN NEW; END IF; END IF; "
            f"RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()"
        )
        return
    for verb, when in (("UPDATE", f"WHEN NOT coalesce(({erasing}), 0)"), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def refuse_replace_and_truncate(table: str, *keys: Key) -> None:
    """`keys`: every unique one of the table, besides SQLite's own number of a row."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    # Asked for by a number that was not given, SQLite says -1, which no row has.
    standing = " OR ".join(_stands(table, key) for key in (("rowid",), *keys))
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {standing} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only, and this row is in it'); END"
    )


def allow_replace_and_truncate(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    else:
        op.execute(f"DROP TRIGGER {table}_no_replace")


def _stands(table: str, key: Key) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of ours
