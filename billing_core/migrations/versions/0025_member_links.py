"""member links: a member's contact, one-time links and sessions of their own page, checkout pages

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import BigId, UtcInstant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_contacts",
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("given_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_contacts")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_contacts_member_id_members")
        ),
    )
    op.create_table(
        "member_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subscription_id", sa.String(12), nullable=True),
        sa.Column("period", sa.BigInteger(), nullable=True),
        sa.Column("return_url", sa.String(500), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.Column("spent_at", UtcInstant(), nullable=True),
        sa.Column("wrong_answers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_member_links")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_links_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_member_links_subscription_id_subscriptions"),
        ),
    )
    op.create_table(
        "member_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("return_url", sa.String(500), nullable=False),
        sa.Column("begun_at", UtcInstant(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_member_sessions")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_sessions_member_id_members")
        ),
    )
    for table in ("member_links", "member_sessions"):
        for column in ("member_id", "expires_at"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.add_column("checkouts", sa.Column("token_hash", sa.String(64), nullable=True))
    op.add_column(
        "checkouts",
        sa.Column("return_url", sa.String(500), nullable=False, server_default=""),
    )
    op.create_index(op.f("ix_checkouts_token_hash"), "checkouts", ["token_hash"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_checkouts_token_hash"), table_name="checkouts")
    op.drop_column("checkouts", "return_url")
    op.drop_column("checkouts", "token_hash")
    for table in ("member_sessions", "member_links", "member_contacts"):
        op.drop_table(table)
