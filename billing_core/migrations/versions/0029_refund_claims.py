"""refund claims: members who want money back, and complaints and disputes

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import UtcInstant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_WAITING = "state IN ('open', 'approved', 'refunding')"


def upgrade() -> None:
    op.create_table(
        "refund_claims",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("imp_uid", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("access", sa.String(40), nullable=True),
        sa.Column("won", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("rule_version", sa.String(40), nullable=False),
        sa.Column("arithmetic", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("answer", sa.String(400), nullable=False),
        sa.Column("request_id", sa.String(12), nullable=True),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_claims")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_refund_claims_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["imp_uid"], ["payments.imp_uid"], name=op.f("fk_refund_claims_imp_uid_payments")
        ),
    )
    op.create_index(op.f("ix_refund_claims_member_id"), "refund_claims", ["member_id"])
    op.create_index(op.f("ix_refund_claims_request_id"), "refund_claims", ["request_id"])
    op.create_index("refund_claims_by_state", "refund_claims", ["state", "asked_at"])
    op.create_index(
        "one_waiting_claim_per_payment",
        "refund_claims",
        ["imp_uid"],
        unique=True,
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("received_at", UtcInstant(), nullable=False),
        sa.Column("received_by", sa.String(80), nullable=False),
        sa.Column("said", sa.String(1_000), nullable=False),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("answered_by", sa.String(80), nullable=False),
        sa.Column("answer", sa.String(1_000), nullable=False),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by", sa.String(80), nullable=False),
        sa.Column("result", sa.String(1_000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_complaints_member_id_members")
        ),
    )
    op.create_index(op.f("ix_complaints_member_id"), "complaints", ["member_id"])
    op.create_index("complaints_by_age", "complaints", ["closed_at", "received_at"])


def downgrade() -> None:
    op.drop_table("complaints")
    op.drop_table("refund_claims")
