"""member words: SQLite's own text index of ids and names, so that a search reads what it finds

Revision ID: 0007
Revises: 0006

A row for every member and one more for every new name: rows are added and never changed, so
nobody has to find the row of a member again. Who asks looks at the name that is borne now.
PostgreSQL goes through all names about as fast as SQLite opens its index, and needs none.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE member_words USING fts5(member UNINDEXED, words, tokenize = 'trigram')"
    )
    op.execute("INSERT INTO member_words SELECT id, id || char(10) || name FROM members")
    op.execute(
        "CREATE TRIGGER words_of_a_new_member AFTER INSERT ON members"
        " BEGIN INSERT INTO member_words VALUES (NEW.id, NEW.id || char(10) || NEW.name); END"
    )
    op.execute(
        "CREATE TRIGGER words_of_a_new_name AFTER UPDATE OF name ON members"
        " WHEN NEW.name != OLD.name BEGIN INSERT INTO member_words VALUES (NEW.id, NEW.name); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TRIGGER words_of_a_new_name")
    op.execute("DROP TRIGGER words_of_a_new_member")
    op.execute("DROP TABLE member_words")
