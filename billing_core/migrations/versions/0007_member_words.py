"""member words: what members are found by, kept by the database whenever one is written

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LONGEST = 120  # of a name and of an id
_WORDS = """
    SELECT lower(substr({of}.name, n)), {of}.id FROM {places_of_name}
    WHERE n <= length({of}.name)
    UNION
    SELECT lower(substr({of}.id, n)), {of}.id FROM {places_of_id}
    WHERE n <= length({of}.id) AND (n = 1
        OR substr({of}.id, n - 1, 1) {like} '[^0-9A-Za-z]'
        OR substr({of}.id, n, 1) {like} '[0-9]' AND substr({of}.id, n - 1, 1) {like} '[^0-9]')
"""
_SERIES = f"generate_series(1, {LONGEST}) AS n"
# A trigger of SQLite knows no series. Each number takes four letters here, so that as many can
# be cut off as there are letters in a name.
_NUMBERS = "".join(f"{n:3}," for n in range(1, LONGEST + 1))


def _places(text: str) -> str:
    numbers = f"'[' || substr('{_NUMBERS}', 1, 4 * length({text}) - 1) || ']'"
    return f"(SELECT value AS n FROM json_each({numbers}))"  # noqa: S608


def _words_on_sqlite(of: str) -> str:
    name, identity = _places(f"{of}.name"), _places(f"{of}.id")
    if of == "members":
        name, identity = f"members, {name}", f"members, {identity}"
    return _WORDS.format(of=of, places_of_name=name, places_of_id=identity, like="GLOB")


def _words_on_postgresql(of: str) -> str:
    places = _SERIES if of == "NEW" else f"{of}, {_SERIES}"
    return _WORDS.format(of=of, places_of_name=places, places_of_id=places, like="~")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "member_words",
        sa.Column(
            "word",
            sa.String(length=120, collation="C" if postgresql else None),
            nullable=False,
        ),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("word", "member_id", name=op.f("pk_member_words")),
        sqlite_with_rowid=False,
    )
    if postgresql:
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION keep_member_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN "
        "DELETE FROM member_words WHERE member_id = OLD.id AND word IN "
        f"(SELECT lower(substr(OLD.name, n)) FROM {_SERIES} WHERE n <= length(OLD.name)); END IF; "
        f"INSERT INTO member_words (word, member_id) {_words_on_postgresql('NEW')} "
        "ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER member_words_are_kept AFTER INSERT OR UPDATE OF name ON members "
        "FOR EACH ROW EXECUTE FUNCTION keep_member_words()"
    )
    op.execute(f"INSERT INTO member_words (word, member_id) {_words_on_postgresql('members')}")


def _on_sqlite() -> None:
    add = f"INSERT OR IGNORE INTO member_words (word, member_id) {_words_on_sqlite('NEW')};"
    op.execute(f"CREATE TRIGGER member_words_of_new AFTER INSERT ON members BEGIN {add} END")
    op.execute(
        "CREATE TRIGGER member_words_of_renamed AFTER UPDATE OF name ON members "
        "WHEN OLD.name != NEW.name BEGIN "
        "DELETE FROM member_words WHERE member_id = OLD.id AND word IN "
        f"(SELECT lower(substr(OLD.name, n)) FROM {_places('OLD.name')}); {add} END"
    )
    op.execute(f"INSERT INTO member_words (word, member_id) {_words_on_sqlite('members')}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER member_words_are_kept ON members")
        op.execute("DROP FUNCTION keep_member_words()")
    else:
        op.execute("DROP TRIGGER member_words_of_new")
        op.execute("DROP TRIGGER member_words_of_renamed")
    op.drop_table("member_words")
