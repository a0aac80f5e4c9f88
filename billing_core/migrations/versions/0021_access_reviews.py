"""access log: monthly reviews with their digest, and the one-time addresses of downloads

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.append_only import (
    refuse_replace_and_truncate,
    refuse_update_and_delete,
)
from billing_core.models.base import UtcInstant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_reviews",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("reviewed_at", UtcInstant(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_access_reviews")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_access_reviews_person_id_people")
        ),
    )
    refuse_update_and_delete("access_reviews")
    refuse_replace_and_truncate("access_reviews", ("month",))
    op.create_table(
        "downloads",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("spent_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_downloads")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_downloads_person_id_people")
        ),
    )
    op.create_index(op.f("ix_downloads_made_at"), "downloads", ["made_at"])
    op.add_column("password_tries", sa.Column("refused_at", UtcInstant(), nullable=True))


def downgrade() -> None:
    op.drop_column("password_tries", "refused_at")
    op.drop_table("downloads")
    op.drop_table("access_reviews")
