"""people: who signs in stands in the book, with sessions and one-time links

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import BigId, UtcInstant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", BigId, nullable=False),
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("signed_in_at", UtcInstant(), nullable=True),
        sa.Column("disabled_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_table(
        "person_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", UtcInstant(), nullable=False),
        sa.Column("acted_at", UtcInstant(), nullable=False),
        sa.Column("proved_at", UtcInstant(), nullable=True),
        sa.Column("remote", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_person_sessions")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_sessions_person_id_people")
        ),
    )
    op.create_index(op.f("ix_person_sessions_person_id"), "person_sessions", ["person_id"])
    op.create_table(
        "password_tries",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", UtcInstant(), nullable=False),
        sa.Column("tried_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_password_tries")),
    )
    op.create_index(op.f("ix_password_tries_tried_at"), "password_tries", ["tried_at"])
    op.create_table(
        "known_browsers",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("known_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_browsers")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_known_browsers_person_id_people")
        ),
    )
    op.create_index(op.f("ix_known_browsers_person_id"), "known_browsers", ["person_id"])
    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_links")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_links_person_id_people")
        ),
    )
    op.create_index(op.f("ix_sign_in_links_person_id"), "sign_in_links", ["person_id"])


def downgrade() -> None:
    op.drop_table("sign_in_links")
    op.drop_table("known_browsers")
    op.drop_table("password_tries")
    op.drop_table("person_sessions")
    op.drop_table("people")
