"""forgetting: a forgotten member is known again by a keyed hash, and their text may be taken out

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.append_only import refuse_change_but_erasure, refuse_update_and_delete
from billing_core.models.base import BigId, UtcInstant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OF_A_FORGOTTEN = (
    "EXISTS (SELECT 1 FROM members WHERE id = OLD.member_id AND forgotten_at IS NOT NULL)"
)
# What was done, when and about whom stays; who did it, too, unless it is the app's id of a member.
# Of the text nothing but the mark is left, so nobody can put other words in its place.
_TEXT_OF_AN_ACT = f"""
    NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.act = OLD.act AND NEW.member_id = OLD.member_id
    AND NEW.actor_kind IS NOT DISTINCT FROM OLD.actor_kind
    AND (NEW.actor = OLD.actor OR (OLD.actor_kind IS NULL AND NEW.actor = ''))
    AND NEW.subject IN (OLD.subject, '') AND CAST(NEW.detail AS TEXT) = '{{"erased": true}}'
    AND OLD.act <> 'member.forgotten' AND {_OF_A_FORGOTTEN}
"""
_ID_OF_A_CLOSED_MEMBER = f"""
    NEW.month = OLD.month AND NEW.member_id = OLD.member_id AND NEW.charges = OLD.charges
    AND NEW.paid_won = OLD.paid_won AND NEW.given_back_won = OLD.given_back_won
    AND NEW.sealed_id IS NULL AND {_OF_A_FORGOTTEN}
"""


def upgrade() -> None:
    op.add_column("members", sa.Column("forgotten_at", UtcInstant(), nullable=True))
    op.add_column(
        "members",
        sa.Column("forgotten_key", sa.String(64), nullable=False, server_default=""),
    )
    op.create_index(op.f("ix_members_forgotten_key"), "members", ["forgotten_key"])
    op.create_table(
        "disposals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("approved_at", UtcInstant(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cutoffs", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("done_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_disposals_approved_by_people")
        ),
    )
    renewed = sa.text("act = 'month.fingerprint_renewed'")
    op.create_index(
        "fingerprints_renewed",
        "audit_log",
        ["subject"],
        sqlite_where=renewed,
        postgresql_where=renewed,
    )
    _drop_guards()
    refuse_change_but_erasure("audit_log", _TEXT_OF_AN_ACT)
    refuse_change_but_erasure("closed_members", _ID_OF_A_CLOSED_MEMBER)


def downgrade() -> None:
    _drop_guards()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_audit_log()")
        op.execute("DROP FUNCTION refuse_change_of_closed_members()")
    for table in ("audit_log", "closed_members"):
        refuse_update_and_delete(table)
    op.drop_index("fingerprints_renewed", table_name="audit_log")
    op.drop_table("disposals")
    op.drop_index(op.f("ix_members_forgotten_key"), table_name="members")
    op.drop_column("members", "forgotten_key")
    op.drop_column("members", "forgotten_at")


def _drop_guards() -> None:
    for table in ("audit_log", "closed_members"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            continue
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
