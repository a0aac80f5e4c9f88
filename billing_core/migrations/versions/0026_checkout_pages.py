"""checkout pages: the windows of a page, the cycle that one pays, and what members agreed to

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import BigId, UtcInstant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkouts", sa.Column("page_id", sa.String(12), nullable=True))
    op.add_column("checkouts", sa.Column("pays_period", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_checkouts_page_id"), "checkouts", ["page_id"])
    op.create_table(
        "consent_texts",
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("version", "language", name=op.f("pk_consent_texts")),
    )
    op.create_table(
        "consents",
        sa.Column("checkout_id", sa.String(12), nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("blanks", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("checkout_id", name=op.f("pk_consents")),
        sa.ForeignKeyConstraint(
            ["checkout_id"], ["checkouts.id"], name=op.f("fk_consents_checkout_id_checkouts")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_consents_member_id_members")
        ),
    )
    op.create_index(op.f("ix_consents_member_id"), "consents", ["member_id"])


def downgrade() -> None:
    op.drop_table("consents")
    op.drop_table("consent_texts")
    op.drop_index(op.f("ix_checkouts_page_id"), table_name="checkouts")
    op.drop_column("checkouts", "pays_period")
    op.drop_column("checkouts", "page_id")
