"""idempotent requests: what a POST with an idempotency key was answered, for a day

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import BigId, UtcInstant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotent_requests",
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("member_id", BigId, nullable=True),
        sa.Column("claimed_at", UtcInstant(), nullable=False),
        sa.Column("claimed_until", UtcInstant(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("sealed_answer", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("key_digest", name=op.f("pk_idempotent_requests")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_idempotent_requests_member_id_members")
        ),
    )
    for column in ("member_id", "expires_at"):
        op.create_index(op.f(f"ix_idempotent_requests_{column}"), "idempotent_requests", [column])


def downgrade() -> None:
    op.drop_table("idempotent_requests")
