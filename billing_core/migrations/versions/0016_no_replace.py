"""what is append-only is held against REPLACE and TRUNCATE, too

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

from billing_core.migrations.append_only import (
    allow_replace_and_truncate,
    refuse_replace_and_truncate,
)

revision = "0016"
down_revision = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The unique keys of each besides the number of a row.
TABLES: dict[str, Sequence[Sequence[str]]] = {
    "ledger": [("imp_uid", "kind", "refund_key")],
    "audit_log": [],
    "permission_changes": [],
    "month_closes": [("month",)],
    "closed_members": [("month", "member_id")],
    "month_corrections": [],
}


def upgrade() -> None:
    for table, keys in TABLES.items():
        refuse_replace_and_truncate(table, *keys)


def downgrade() -> None:
    for table in TABLES:
        allow_replace_and_truncate(table)
