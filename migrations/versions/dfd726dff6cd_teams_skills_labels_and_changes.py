"""keep teams, skills, the labels of what agents pick from, and what each change to the configuration was.

Columns are added and dropped without a batch: rebuilding a table on SQLite would delete the rows that refer to it.
"""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "dfd726dff6cd"
down_revision = "d56d1cbb1f92"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Go forward."""
    for table in ("skills", "teams"):
        op.create_table(
            table,
            sa.Column("id", database.types.Line(), nullable=False),
            sa.Column("name", database.types.Line(), nullable=False),
            sa.Column("description", database.types.Line(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "audit_details",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", database.types.Line(), nullable=False),
        sa.Column("before", _JSON, nullable=True),
        sa.Column("after", _JSON, nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.id"], name=op.f("fk_audit_details_entry_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", "place", name=op.f("pk_audit_details")),
    )
    op.create_index(op.f("ix_audit_details_subject"), "audit_details", ["subject"], unique=False)
    op.add_column("agents", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("audit_entries", sa.Column("detail", sa.String(length=64), server_default="", nullable=False))
    for table in ("dispositions", "not_ready_reasons"):
        op.add_column(table, sa.Column("rules", _JSON, server_default="{}", nullable=False))


def downgrade() -> None:
    """Go back."""
    for table in ("not_ready_reasons", "dispositions"):
        op.drop_column(table, "rules")
    op.drop_column("audit_entries", "detail")
    op.drop_column("agents", "active")
    op.drop_index(op.f("ix_audit_details_subject"), "audit_details")
    for table in ("audit_details", "teams", "skills"):
        op.drop_table(table)
