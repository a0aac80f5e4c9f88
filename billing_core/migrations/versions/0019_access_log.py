"""access log: who saw whose data, never changed, and for a year never taken away

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.append_only import refuse_replace_and_truncate
from billing_core.models.base import BigId, UtcInstant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=True),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("remote", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"])
    _keep_for_a_year()
    refuse_replace_and_truncate("access_log")


def downgrade() -> None:
    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_for_a_year()")


def _keep_for_a_year() -> None:
    """By the database's own clock: the log is of real time, whatever a demo's clock says."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_for_a_year() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '365 days' "
            "THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% is kept for a year', TG_TABLE_NAME; END $$"
        )
        op.execute(
            "CREATE TRIGGER access_log_kept BEFORE UPDATE OR DELETE ON access_log "
            "FOR EACH ROW EXECUTE FUNCTION keep_for_a_year()"
        )
        return
    young = "WHEN OLD.at > datetime('now', '-365 days')"
    for verb, when in (("UPDATE", ""), ("DELETE", young)):
        op.execute(
            f"CREATE TRIGGER access_log_no_{verb.lower()} BEFORE {verb} ON access_log {when} "
            "BEGIN SELECT RAISE(ABORT, 'access_log is kept for a year'); END"
        )
