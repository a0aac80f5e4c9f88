"""company sign-in: accounts at the identity provider, and codes of an authenticator app

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import UtcInstant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_accounts",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("bound_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_company_accounts")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_company_accounts_issuer")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_company_accounts_person_id_people")
        ),
    )
    op.create_table(
        "company_journeys",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(64), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("begun_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_company_journeys")),
    )
    op.create_index(op.f("ix_company_journeys_begun_at"), "company_journeys", ["begun_at"])
    op.create_table(
        "totp_secrets",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("on_since", UtcInstant(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_totp_secrets")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_totp_secrets_person_id_people")
        ),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id_people")
        ),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"])
    op.create_table(
        "half_sign_ins",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_half_sign_ins")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_half_sign_ins_person_id_people")
        ),
    )
    op.create_index(op.f("ix_half_sign_ins_begun_at"), "half_sign_ins", ["begun_at"])
    op.create_index(op.f("ix_half_sign_ins_person_id"), "half_sign_ins", ["person_id"])


def downgrade() -> None:
    op.drop_table("half_sign_ins")
    op.drop_table("recovery_codes")
    op.drop_table("totp_secrets")
    op.drop_table("company_journeys")
    op.drop_table("company_accounts")
