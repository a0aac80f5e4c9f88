"""notices: their texts, those to members, and those to the team

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.append_only import (
    refuse_replace_and_truncate,
    refuse_update_and_delete,
)
from billing_core.models.base import UtcInstant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_texts",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_notice_texts")),
    )
    op.create_table(
        "team_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_at", UtcInstant(), nullable=True),
        sa.Column("run_at", UtcInstant(), nullable=False),
        sa.Column("claimed_until", UtcInstant(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_notices")),
        sa.UniqueConstraint(
            "kind", "subject", "channel", "address", name="one_team_notice_per_subject"
        ),
    )
    op.create_index(op.f("ix_team_notices_made_at"), "team_notices", ["made_at"])
    op.create_index(op.f("ix_team_notices_run_at"), "team_notices", ["run_at"])
    op.create_index(
        "team_notices_to_send",
        "team_notices",
        ["run_at"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )

    op.create_table(
        "member_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=120), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("queued_at", UtcInstant(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("sent_to", sa.String(length=80), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=True),
        sa.Column("sending_since", UtcInstant(), nullable=True),
        sa.Column("settled_at", UtcInstant(), nullable=True),
        sa.Column("told_at", UtcInstant(), nullable=True),
        sa.Column("told_by", sa.String(length=80), nullable=False),
        sa.Column("told_how", sa.String(length=400), nullable=False),
        sa.Column("run_at", UtcInstant(), nullable=False),
        sa.Column("claimed_until", UtcInstant(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_notices_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_notices")),
        sa.UniqueConstraint("kind", "event", name="one_notice_per_event"),
    )
    op.create_index(op.f("ix_member_notices_member_id"), "member_notices", ["member_id"])
    op.create_index(op.f("ix_member_notices_run_at"), "member_notices", ["run_at"])
    op.create_index(op.f("ix_member_notices_settled_at"), "member_notices", ["settled_at"])
    op.create_index("notices_by_state", "member_notices", ["state", "settled_at"])
    op.create_index(
        "notices_to_send",
        "member_notices",
        ["run_at"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    refuse_update_and_delete("notice_texts")
    refuse_replace_and_truncate("notice_texts", ("kind", "version"))


def downgrade() -> None:
    for table in ("member_notices", "team_notices", "notice_texts"):
        op.drop_table(table)
