"""keep what is owed to callers."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "253364863676"
down_revision = "468bc874c14c"
branch_labels = None
depends_on = None


_ONE_MISSED = sa.text("kind = 'missed' AND state <> 'closed'")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "work_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", database.types.Line(), nullable=False),
        sa.Column("state", database.types.Line(), nullable=False),
        sa.Column("number", database.types.Line(), nullable=False),
        sa.Column("queue_id", database.types.Line(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=True),
        sa.Column("recording_id", database.types.Line(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("customer_name", database.types.Line(), nullable=False),
        sa.Column("created_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("last_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("due_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("note", database.types.Line(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", database.types.Line(), nullable=False),
        sa.Column("result", database.types.Line(), nullable=False),
        sa.Column("closed_at", database.types.UtcDateTime(), nullable=True),
        sa.Column("closed_by", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
    )
    for columns in (["interaction_id"], ["owner_id"], ["number", "state"], ["state", "due_at", "id"]):
        op.create_index(f"ix_work_items_{'_'.join(columns)}", "work_items", columns)
    op.create_index(
        "uq_work_items_missed",
        "work_items",
        ["number"],
        unique=True,
        sqlite_where=_ONE_MISSED,
        postgresql_where=_ONE_MISSED,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("work_items")
