"""keep cases."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "b479e63c3fc7"
down_revision = "3dfefa663b66"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "case_count",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_count")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", big, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("caller_number", database.types.Line(), nullable=False),
        sa.Column("subject", database.types.Line(), nullable=False),
        sa.Column("kind", database.types.Line(), nullable=False),
        sa.Column("priority", database.types.Line(), nullable=False),
        sa.Column("text", database.types.Line(), nullable=False),
        sa.Column("state", database.types.Line(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", database.types.Line(), nullable=False),
        sa.Column("due_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("created_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", database.types.Line(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("customer_check", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("finding", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("closed_at", database.types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    for columns in (["due_at", "id"], ["caller_number", "state"], ["customer_id", "state"], ["owner_id", "state"]):
        op.create_index(f"ix_cases_{'_'.join(columns)}", "cases", columns)
    op.create_table(
        "case_contacts",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", database.types.UtcDateTime(), nullable=False),
        sa.Column("by_name", database.types.Line(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_contacts_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "interaction_id", name=op.f("pk_case_contacts")),
    )
    op.create_index(op.f("ix_case_contacts_interaction_id"), "case_contacts", ["interaction_id"])
    op.create_table(
        "case_entries",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", database.types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", database.types.Line(), nullable=False),
        sa.Column("what", database.types.Line(), nullable=False),
        sa.Column("entry", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
    )
    op.create_index("ix_case_entries_case_id_id", "case_entries", ["case_id", "id"])


def downgrade() -> None:
    """Go back."""
    for table in ("case_entries", "case_contacts", "cases", "case_count"):
        op.drop_table(table)
