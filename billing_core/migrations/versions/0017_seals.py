"""seals of the ledger and the audit log, append-only, and what was last found of them

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.append_only import (
    refuse_replace_and_truncate,
    refuse_update_and_delete,
)

revision = "0017"
down_revision = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "seals",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("sealed_table", sa.String(length=40), nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_name", sa.String(length=16), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        # Two workers that seal the same rows cannot both be right.
        sa.UniqueConstraint("sealed_table", "last_id", name="one_seal_per_row"),
    )
    refuse_update_and_delete("seals")
    refuse_replace_and_truncate("seals", ("sealed_table", "last_id"))
    op.create_table(
        "seal_state",
        sa.Column("id", number, nullable=False),
        sa.Column("next_seal", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("everything_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_state")),
    )


def downgrade() -> None:
    op.drop_table("seal_state")
    op.drop_table("seals")
