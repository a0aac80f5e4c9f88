"""members: a number of our own, by which everything else names them

The app's id stands in `members` alone. What was sealed or audited before keeps its words: months
closed until now keep the app's ids they were sealed with, and audit rows the actors they name.

Revision ID: 0015
Revises: 0014
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.progress import is_at

revision = "0015"
down_revision = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Every table that names a member.
NAMING = (
    "audit_log",
    "cancellations",
    "cards",
    "charges",
    "checkouts",
    "closed_members",
    "cohort_members",
    "downgrades",
    "findings",
    "ledger",
    "member_months",
    "member_stays",
    "month_corrections",
    "outbox_messages",
    "payments",
    "permission_changes",
    "stay_changes",
    "subscriptions",
)
MEMBERS = """CREATE TABLE members_anew (
    {id},
    name VARCHAR(120) NOT NULL,
    permission VARCHAR(40) NOT NULL,
    created_at DATETIME NOT NULL,
    source VARCHAR(40) NOT NULL,
    {key},
    CONSTRAINT pk_members PRIMARY KEY (id)
)"""
WORDS = (
    "CREATE VIRTUAL TABLE member_words USING fts5(member UNINDEXED, words, tokenize = 'trigram')"
)
NEW_MEMBER = (
    "CREATE TRIGGER words_of_a_new_member AFTER INSERT ON members"
    " BEGIN INSERT INTO member_words VALUES (NEW.id, NEW.{name} || char(10) || NEW.name); END"
)
NEW_NAME = (
    "CREATE TRIGGER words_of_a_new_name AFTER UPDATE OF name ON members"
    " WHEN NEW.name != OLD.name BEGIN INSERT INTO member_words VALUES (NEW.id, NEW.name); END"
)
# A member's own act: who asked is said by whose request it is.
UNSAID = (
    "UPDATE cancellations SET requested_by = '' WHERE requested_by = member_id",
    "UPDATE cancellations SET withdrawn_by = '' WHERE withdrawn_by = member_id",
)
SAID = (
    "UPDATE cancellations SET requested_by = member_id WHERE requested_by = ''",
    "UPDATE cancellations SET withdrawn_by = member_id"
    " WHERE withdrawn_by = '' AND withdrawn_at IS NOT NULL",
)


def upgrade() -> None:
    book = op.get_bind()
    planned = _has_statistics(book)
    _rewrite_notices(  # the app's id is put in when a notice is signed
        book,
        sqlite="json_remove(payload, '$.member_id')",
        postgresql="(CAST(payload AS jsonb) - 'member_id')::json",
    )
    for statement in UNSAID:
        book.exec_driver_sql(statement)
    op.add_column("audit_log", sa.Column("actor_kind", sa.String(40)))
    if book.dialect.name == "sqlite":
        _number_on_sqlite(book)
    else:
        _number_on_postgresql(book)
    numbers = dict(book.exec_driver_sql("SELECT app_id, id FROM members").all())
    _rename_in_findings(book, lambda app_id: numbers[str(app_id)])
    if planned:
        book.exec_driver_sql("ANALYZE")


def downgrade() -> None:
    book = op.get_bind()
    planned = _has_statistics(book)
    app_ids = dict(book.exec_driver_sql("SELECT id, app_id FROM members").all())
    _require_no_month_sealed_by_number(book)
    _rename_in_findings(book, lambda number: app_ids[number])
    if book.dialect.name == "sqlite":
        _name_on_sqlite(book)
    else:
        _name_on_postgresql(book)
    for statement in SAID:
        book.exec_driver_sql(statement)
    op.drop_column("audit_log", "actor_kind")
    _rewrite_notices(
        book,
        sqlite="json_set(payload, '$.member_id', member_id)",
        postgresql="(CAST(payload AS jsonb) || jsonb_build_object('member_id', member_id))::json",
    )
    if planned:
        book.exec_driver_sql("ANALYZE")


def _has_statistics(book: sa.Connection) -> bool:
    """For the planner; they go with a table that is made anew, or with a column that changes."""
    if book.dialect.name != "sqlite":
        return True
    found = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"
    return bool(book.exec_driver_sql(found).scalar())


def _rewrite_notices(book: sa.Connection, *, sqlite: str, postgresql: str) -> None:
    payload = sqlite if book.dialect.name == "sqlite" else postgresql
    book.exec_driver_sql(f"UPDATE outbox_messages SET payload = {payload}")  # noqa: S608


def _require_no_month_sealed_by_number(book: sa.Connection) -> None:
    sealed = "SELECT DISTINCT month FROM closed_members WHERE sealed_id IS NULL ORDER BY month"
    months = book.exec_driver_sql(sealed).scalars().all()
    if months:
        raise RuntimeError(f"months are sealed with members' numbers: {', '.join(months)}")


def _rename_in_findings(book: sa.Connection, name: Callable[[Any], Any]) -> None:
    """Of questions about many members, who they are."""
    findings = sa.table(
        "findings", sa.column("id"), sa.column("kind"), sa.column("detail", sa.JSON)
    )
    rows = sa.select(findings.c.id, findings.c.detail).where(findings.c.kind == "ended_by_us")
    for row in book.execute(rows).all():
        detail = row.detail if isinstance(row.detail, dict) else json.loads(row.detail)
        if "members" in detail:
            detail["members"] = [name(each) for each in detail["members"]]
            book.execute(findings.update().where(findings.c.id == row.id).values(detail=detail))


def _one_after_the_other(book: sa.Connection) -> Iterator[str]:
    """The tables that name a member; whoever waits hears how many rows are behind us."""
    counts = {
        table: book.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
        for table in NAMING
    }
    done = 0
    for table, rows in counts.items():
        is_at(done, sum(counts.values()))
        yield table
        done += rows


# SQLite cannot change a column: each table is made anew beside itself, as its manual describes.


def _number_on_sqlite(book: sa.Connection) -> None:
    _begin(book)
    book.exec_driver_sql(
        MEMBERS.format(
            id="id INTEGER NOT NULL,\n    app_id VARCHAR(120) NOT NULL",
            key="app_id_key VARCHAR(120) NOT NULL,\n"
            "    CONSTRAINT uq_members_app_id UNIQUE (app_id)",
        )
    )
    book.exec_driver_sql(
        "INSERT INTO members_anew (app_id, app_id_key, name, permission, created_at, source)"
        " SELECT id, id_key, name, permission, created_at, source FROM members"
        " ORDER BY created_at, id"
    )
    for table in _one_after_the_other(book):
        sealed = ", sealed_id VARCHAR(120)" if table == "closed_members" else ""
        _make_anew(
            book,
            table,
            ("member_id VARCHAR(120)", "member_id BIGINT"),
            {"member_id": "(SELECT id FROM members_anew WHERE app_id = member_id)"}
            | ({"sealed_id": "member_id"} if sealed else {}),
            added=sealed,
        )
    _replace_members(book, "app_id", "app_id_key")


def _name_on_sqlite(book: sa.Connection) -> None:
    _begin(book)
    book.exec_driver_sql(
        MEMBERS.format(id="id VARCHAR(120) NOT NULL", key="id_key VARCHAR(120) DEFAULT '' NOT NULL")
    )
    book.exec_driver_sql(
        "INSERT INTO members_anew (id, id_key, name, permission, created_at, source)"
        " SELECT app_id, app_id_key, name, permission, created_at, source FROM members"
    )
    named = "(SELECT app_id FROM members WHERE id = member_id)"
    for table in _one_after_the_other(book):
        values = {"member_id": named}
        if table == "closed_members":
            values = {"member_id": "sealed_id", "sealed_id": "sealed_id"}
        if table == "audit_log":
            values["actor"] = f"CASE WHEN actor_kind = 'member' THEN {named} ELSE actor END"
        _make_anew(book, table, ("member_id BIGINT", "member_id VARCHAR(120)"), values)
    book.exec_driver_sql("ALTER TABLE closed_members DROP COLUMN sealed_id")
    _replace_members(book, "id", "id_key")


def _begin(book: sa.Connection) -> None:
    """All of it or nothing: the driver begins by itself only before a row is written."""
    driver = book.connection.dbapi_connection
    if driver is not None and not driver.in_transaction:
        book.exec_driver_sql("BEGIN IMMEDIATE")


def _make_anew(
    book: sa.Connection,
    table: str,
    change: tuple[str, str],
    values: dict[str, str],
    *,
    added: str = "",
) -> None:
    """With `change` in its definition and `values` for the columns that become others."""
    definition = book.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    others = _indexes_and_triggers(book, table)
    columns = [
        row.name for row in book.exec_driver_sql(f"PRAGMA table_xinfo({table})") if not row.hidden
    ]
    columns += [name for name in values if name not in columns]
    body = definition[definition.index("(") :].replace(*change)
    if added:
        body = body.replace(change[1] + " NOT NULL", f"{change[1]} NOT NULL{added}")
    book.exec_driver_sql(f"CREATE TABLE {table}_anew {body}")
    names = ", ".join(f'"{name}"' for name in columns)
    read = ", ".join(values.get(name, f'"{name}"') for name in columns)
    copied = f"INSERT INTO {table}_anew ({names}) SELECT {read} FROM {table}"  # noqa: S608 - ours
    book.exec_driver_sql(copied)
    book.exec_driver_sql(f"DROP TABLE {table}")
    book.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for statement in others:
        book.exec_driver_sql(statement)


def _indexes_and_triggers(book: sa.Connection, table: str) -> Sequence[str]:
    found = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type != 'table' AND sql != ''"
    return book.exec_driver_sql(found, (table,)).scalars().all()


def _replace_members(book: sa.Connection, name: str, key: str) -> None:
    for statement in (
        "DROP TABLE member_words",
        "DROP TABLE members",
        "ALTER TABLE members_anew RENAME TO members",
        f"CREATE INDEX members_newest_first ON members (created_at, {name}, name)",
        f"CREATE INDEX ix_members_{key} ON members ({key})",
        WORDS,
        f"INSERT INTO member_words SELECT id, {name} || char(10) || name FROM members",  # noqa: S608
        NEW_MEMBER.format(name=name),
        NEW_NAME,
    ):
        book.exec_driver_sql(statement)


# PostgreSQL changes a column in place, and asks no trigger of an append-only table.


def _number_on_postgresql(book: sa.Connection) -> None:
    """The numbers are looked up in a table of their own. Within a transaction PostgreSQL does not
    use an index that was made on rows which the same transaction has changed (`indcheckxmin`): the
    members themselves would be read from end to end for every row that names one."""
    _drop_references(book)
    for statement in (
        "ALTER TABLE members DROP CONSTRAINT pk_members",
        "DROP INDEX members_newest_first",
        "ALTER TABLE members RENAME COLUMN id TO app_id",
        "ALTER TABLE members RENAME COLUMN id_key TO app_id_key",
        "ALTER TABLE members ALTER COLUMN app_id_key DROP DEFAULT",
        "ALTER INDEX ix_members_id_key RENAME TO ix_members_app_id_key",
        "ALTER TABLE members ADD COLUMN id BIGINT",
        "CREATE TEMPORARY TABLE numbered ON COMMIT DROP AS SELECT app_id,"
        " row_number() OVER (ORDER BY created_at, app_id) AS id FROM members",
        "ALTER TABLE numbered ADD PRIMARY KEY (app_id)",
        "ANALYZE numbered",
        "UPDATE members SET id = numbered.id FROM numbered WHERE members.app_id = numbered.app_id",
        "CREATE SEQUENCE members_id_seq OWNED BY members.id",
        "SELECT setval('members_id_seq', (SELECT count(*) FROM members) + 1, false)",
        "ALTER TABLE members ALTER COLUMN id SET DEFAULT nextval('members_id_seq')",
        "ALTER TABLE members ALTER COLUMN id SET NOT NULL",
        "ALTER TABLE members ADD CONSTRAINT pk_members PRIMARY KEY (id)",
        "ALTER TABLE members ADD CONSTRAINT uq_members_app_id UNIQUE (app_id)",
        "CREATE INDEX members_newest_first ON members (created_at, app_id, name)",
        "ALTER TABLE closed_members ADD COLUMN sealed_id VARCHAR(120)",
        "ALTER TABLE closed_members ALTER COLUMN sealed_id TYPE VARCHAR(120) USING member_id",
        "CREATE FUNCTION named(text) RETURNS bigint LANGUAGE sql STABLE AS"
        " 'SELECT id FROM numbered WHERE app_id = $1'",
    ):
        book.exec_driver_sql(statement)
    _change_columns(book, "BIGINT", "named(member_id)")
    book.exec_driver_sql("DROP FUNCTION named(text)")
    _add_references(book)


def _name_on_postgresql(book: sa.Connection) -> None:
    _drop_references(book)
    for statement in (
        "CREATE FUNCTION named(bigint) RETURNS text LANGUAGE sql STABLE AS"
        " 'SELECT app_id FROM members WHERE id = $1'",
        "ALTER TABLE audit_log ALTER COLUMN actor TYPE VARCHAR(120)"
        " USING CASE WHEN actor_kind = 'member' THEN named(member_id) ELSE actor END",
    ):
        book.exec_driver_sql(statement)
    _change_columns(book, "VARCHAR(120)", "named(member_id)")
    for statement in (
        "DROP FUNCTION named(bigint)",
        "ALTER TABLE closed_members DROP COLUMN sealed_id",
        "DROP INDEX members_newest_first",
        "ALTER TABLE members DROP CONSTRAINT pk_members",
        "ALTER TABLE members DROP CONSTRAINT uq_members_app_id",
        "ALTER TABLE members DROP COLUMN id",
        "ALTER TABLE members RENAME COLUMN app_id TO id",
        "ALTER TABLE members RENAME COLUMN app_id_key TO id_key",
        "ALTER TABLE members ALTER COLUMN id_key SET DEFAULT ''",
        "ALTER INDEX ix_members_app_id_key RENAME TO ix_members_id_key",
        "ALTER TABLE members ADD CONSTRAINT pk_members PRIMARY KEY (id)",
        "CREATE INDEX members_newest_first ON members (created_at, id, name)",
    ):
        book.exec_driver_sql(statement)
    _add_references(book)


def _drop_references(book: sa.Connection) -> None:
    for table in NAMING:
        book.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT fk_{table}_member_id_members")


def _add_references(book: sa.Connection) -> None:
    for table in NAMING:
        book.exec_driver_sql(
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_member_id_members"
            " FOREIGN KEY (member_id) REFERENCES members (id)"
        )


def _change_columns(book: sa.Connection, kind: str, value: str) -> None:
    """Each table is written anew once, and its indexes after it: `value` costs 4 µs a row, less than
    an UPDATE by a join, which writes each index row by row and leaves the old rows behind."""
    for table in _one_after_the_other(book):
        book.exec_driver_sql(
            f"ALTER TABLE {table} ALTER COLUMN member_id TYPE {kind} USING {value}"
        )
