"""backups that were made, and the restore that a book came from

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import BigId, UtcInstant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", BigId, nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_index(op.f("ix_backups_made_at"), "backups", ["made_at"])
    op.create_table(
        "restorations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("backup_at", UtcInstant(), nullable=False),
        sa.Column("restored_at", UtcInstant(), nullable=False),
        sa.Column("compared_at", UtcInstant(), nullable=True),
        sa.Column("absent", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_again", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restorations")),
    )


def downgrade() -> None:
    op.drop_table("restorations")
    op.drop_table("backups")
